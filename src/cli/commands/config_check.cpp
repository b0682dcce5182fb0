// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/config_record.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

int run(AppContext& context) {
  const config::Settings& settings = context.settings();
  const config::Project& project = settings.project();
  settings.site(settings.site_name());
  print_config_check(context, project, settings.site_name());
  output::note(context.terminal(), fmt::format("{} is good", project.file.string()));
  return 0;
}

}  // namespace

Command config_check() {
  return {.name = "check",
          .summary = "Check the configuration files",
          .details = "An error names file, line, column and the nearest valid key, and ends with status 78.",
          .examples = {{"aifactory config check", ""}},
          .shape = &config_check_shape(),
          .run = run};
}

}  // namespace aifactory::cli
