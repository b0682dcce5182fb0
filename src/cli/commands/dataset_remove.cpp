// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/consent.hpp"
#include "cli/records/dataset_record.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

struct Options {
  std::string dataset;
  bool yes = false;
  bool dry_run = false;
};

int run(const Options& options, AppContext& context) {
  dataset::Datasets& datasets = context.site().datasets();
  const dataset::Placed placed = datasets.show(options.dataset);
  if (options.dry_run) {
    print_dataset(context, placed);
    return 0;
  }
  require_consent(context, options.yes,
                  fmt::format("Remove dataset {} ({} files, {}) from {}?", placed.name, placed.files,
                              format_bytes(placed.bytes), placed.site));
  datasets.remove(options.dataset);
  print_dataset(context, placed);
  output::note(context.terminal(), fmt::format("removed {}", placed.path));
  return 0;
}

}  // namespace

Command dataset_remove() {
  auto options = std::make_shared<Options>();
  return {
      .name = "remove",
      .summary = "Remove a dataset from the site",
      .examples = {{"aifactory dataset remove corpus --dry-run", "what would go"},
                   {"aifactory dataset remove corpus --yes", "without a question"}},
      .options = {{.name = "DATASET", .help = "name on the site", .to = &options->dataset, .need = Need::required},
                  {"--yes", "do not ask", &options->yes},
                  {"--dry-run", "show what would be removed, and remove nothing", &options->dry_run}},
      .shape = &dataset_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
