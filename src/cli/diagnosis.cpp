// SPDX-License-Identifier: Apache-2.0
#include "cli/diagnosis.hpp"

#include "aifactory/base/error.hpp"

#include "cli/app_context.hpp"

#include <fmt/format.h>

namespace aifactory::cli {

job::Diagnosis diagnosed(AppContext& context, const job::Run& run) {
  try {
    return context.site(run.site).jobs().diagnose(run);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    output::warn(context.terminal(),
                 fmt::format("{}: {}; the run is shown as it was last known", run.site, error.what()));
    return {.run = run, .explanation = scheduler::explain(job::status_of(run)), .evidence = {}};
  }
}

}  // namespace aifactory::cli
