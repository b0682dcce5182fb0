// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/app_context.hpp"
#include "cli/endurance.hpp"
#include "cli/transfer_progress.hpp"

#include <optional>

namespace aifactory::cli {

/// Does a transfer that goes on where it stopped when it is begun again, and begins it again after its connection was
/// lost. Nobody is asked anything after that. Errors: those of `work`.
template <class Work>
auto going_on(AppContext& context, TransferProgress& progress, const Work& work) {
  Endurance endurance(real_pacing(), [&](const std::string& text) { output::note(context.terminal(), text); });
  std::optional<TerminalPerson::LeftAlone> alone;
  while (true) {
    try {
      return work();
    } catch (const Error& error) {
      endurance.survive(error, progress.take_advance());
      if (!alone) alone.emplace(context.person());
    }
  }
}

}  // namespace aifactory::cli
