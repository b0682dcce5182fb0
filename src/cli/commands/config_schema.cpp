// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"

namespace aifactory::cli {

Command config_schema() {
  return {.name = "schema",
          .summary = "Print the JSON Schema of aifactory.yaml, for editors",
          .examples = {{"aifactory config schema > aifactory.schema.json", ""}},
          .run = [](AppContext& context) {
            output::print(context.terminal(), config::project_schema());
            return 0;
          }};
}

}  // namespace aifactory::cli
