// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/config_record.hpp"

namespace aifactory::cli {

Command config_show() {
  auto origin = std::make_shared<bool>(false);
  return {
      .name = "show",
      .summary = "Show every value that is configured",
      .examples = {{"aifactory config show", ""}, {"aifactory config show --origin", "with who set it"}},
      .options = {{"--origin", "with the flag, variable, file and line, profile or default that set it", origin.get()}},
      .shape = &config_shape(),
      .run = [origin](AppContext& context) {
        print_config(context, context.settings().origins(), *origin ? Origins::show : Origins::hide);
        return 0;
      }};
}

}  // namespace aifactory::cli
