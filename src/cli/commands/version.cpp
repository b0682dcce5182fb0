// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/version_record.hpp"

namespace aifactory::cli {

Command version() {
  return {.name = "version",
          .summary = "Show the version of aifactory",
          .examples = {{"aifactory version", ""}, {"aifactory version --json", "with schema versions"}},
          .shape = &version_shape(),
          .run = [](AppContext& context) {
            print_version(context);
            return 0;
          }};
}

}  // namespace aifactory::cli
