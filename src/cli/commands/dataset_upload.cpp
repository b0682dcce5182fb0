// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/dataset_record.hpp"
#include "cli/transfer_progress.hpp"

namespace aifactory::cli {
namespace {

struct Options {
  std::vector<std::string> datasets;
  bool dry_run = false;
};

int run(const Options& options, AppContext& context) {
  for (const config::Dataset* dataset : chosen_datasets(context.settings(), options.datasets)) {
    TransferProgress progress(context, dataset->name);
    const dataset::UploadReport report =
        context.site().datasets().upload(*dataset, {.dry_run = options.dry_run}, progress);
    progress.finish();
    print_transfer(context, dataset->name, report.placed.path, report.transfer);
  }
  if (!options.dry_run) output::suggest(context.terminal(), "aifactory job submit", "to use it in a job");
  return 0;
}

}  // namespace

Command dataset_upload() {
  auto options = std::make_shared<Options>();
  return {
      .name = "upload",
      .summary = "Send datasets of the project to the site",
      .details = "Sends what the site does not have yet, and proves by SHA-256 that all of it arrived. Interrupted or cut "
                 "off, the same command goes on where it stopped; under its real name there is a whole file or none.",
      .examples = {{"aifactory dataset upload", "every dataset of the project"},
                   {"aifactory dataset upload corpus --dry-run", "what would be sent"}},
      .options = {{"DATASET", "names of datasets in aifactory.yaml (default: all)", &options->datasets},
                  {"--dry-run", "count what would be sent, and send nothing", &options->dry_run}},
      .shape = &transfer_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
