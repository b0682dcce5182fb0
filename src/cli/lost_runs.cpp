// SPDX-License-Identifier: Apache-2.0
#include "cli/lost_runs.hpp"

#include "aifactory/base/error.hpp"

#include "cli/app_context.hpp"

#include <fmt/format.h>

namespace aifactory::cli {

void recover_if_lost(AppContext& context) {
  const config::Settings& settings = context.settings();
  if (!settings.has_project() || context.ledger().has_runs(context.project_folder())) return;
  const std::string& name = settings.site_name();
  const config::SiteProfile site = settings.site(name);
  if (!site.direct_submit || site.scheduler == config::SchedulerKind::none) return;
  try {
    if (context.ledger().is_surveyed(name)) return;
    if (const int found = context.site().jobs().recover(); found > 0)
      output::note(context.terminal(), fmt::format("{} run{} found again on {}", found, found == 1 ? "" : "s", name));
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    output::note(context.terminal(), fmt::format("{} was not looked through for lost runs: {}", name, error.what()));
  }
}

}  // namespace aifactory::cli
