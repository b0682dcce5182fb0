// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/dataset_record.hpp"

namespace aifactory::cli {

Command dataset_list() {
  return {.name = "list",
          .summary = "List the datasets on the site",
          .examples = {{"aifactory dataset list", ""}, {"aifactory dataset list -o name", "names only, for scripts"}},
          .shape = &dataset_shape(),
          .run = [](AppContext& context) {
            print_datasets(context, context.site().datasets().list());
            return 0;
          }};
}

}  // namespace aifactory::cli
