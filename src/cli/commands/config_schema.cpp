// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"

namespace aifactory::cli {

Command config_schema() {
  return {.name = "schema",
          .summary = "Print the JSON Schema of aifactory.yaml, for editors",
          .examples = {{"aifactory config schema > aifactory.schema.json", ""}},
          .run = [](AppContext& context) {
            *context.terminal().result.out << config::project_schema() << std::flush;
            return 0;
          }};
}

}  // namespace aifactory::cli
