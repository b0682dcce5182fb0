// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/dataset_record.hpp"

namespace aifactory::cli {

Command dataset_show() {
  auto name = std::make_shared<std::string>();
  return {.name = "show",
          .summary = "Show one dataset on the site",
          .examples = {{"aifactory dataset show corpus", ""}},
          .options = {{.name = "DATASET", .help = "name on the site", .to = name.get(), .need = Need::required}},
          .shape = &dataset_shape(),
          .run = [name](AppContext& context) {
            const dataset::Placed placed = context.site().datasets().show(*name);
            print_dataset(context, placed);
            if (placed.card.packed)
              output::suggest(context.terminal(), "aifactory dataset unpack " + *name,
                              "to have its files there, not archives");
            return 0;
          }};
}

}  // namespace aifactory::cli
