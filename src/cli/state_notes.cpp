// SPDX-License-Identifier: Apache-2.0
#include "cli/state_notes.hpp"

#include <fmt/format.h>

namespace aifactory::cli {

void StateNotes::operator()(const std::vector<job::Run>& runs) {
  for (const job::Run& run : runs) {
    const auto [known, is_new] = seen_.try_emplace(run.name, run.state);
    if (!is_new && known->second == run.state) continue;
    known->second = run.state;
    output::note(terminal_, fmt::format("{} {}{}", run.name, scheduler::name_of(run.state),
                                        run.reason.empty() ? "" : " (" + run.reason + ")"));
  }
}

}  // namespace aifactory::cli
