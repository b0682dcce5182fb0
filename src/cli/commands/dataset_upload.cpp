// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/consent.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/dataset_record.hpp"
#include "cli/transfer_progress.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

struct Options {
  std::vector<std::string> datasets;
  bool dry_run = false;
  bool checksum = false;
  bool remove_extra = false;
  bool yes = false;
  std::vector<std::string> exclude;
  std::vector<std::string> include;
  std::optional<std::uint64_t> limit_rate;
};

transfer::UploadOptions upload_options(const Options& options) {
  return {.scan = {.exclude = options.exclude, .include = options.include},
          .compare = options.checksum ? transfer::Compare::content : transfer::Compare::size_and_time,
          .extra = options.remove_extra ? transfer::Extra::remove : transfer::Extra::keep,
          .dry_run = options.dry_run,
          .bytes_per_second = options.limit_rate.value_or(0)};
}

int run(const Options& options, AppContext& context) {
  if (options.remove_extra && !options.dry_run)
    require_consent(context, options.yes, "Remove files on the site that are not here any more?");
  std::vector<DatasetTransfer> done;
  for (const config::Dataset* dataset : chosen_datasets(context.settings(), options.datasets)) {
    TransferProgress progress(context, dataset->name);
    dataset::UploadReport report = context.site().datasets().upload(*dataset, upload_options(options), progress);
    progress.finish();
    done.push_back({dataset->name, report.placed.path, std::move(report.transfer)});
  }
  print_transfers(context, done);
  if (!options.dry_run) output::suggest(context.terminal(), "aifactory job submit", "to use it in a job");
  return 0;
}

}  // namespace

Command dataset_upload() {
  auto options = std::make_shared<Options>();
  return {
      .name = "upload",
      .summary = "Send datasets of the project to the site",
      .details =
          "Sends what the site does not have yet, and proves by SHA-256 that all of it arrived. Interrupted or cut "
          "off, the same command goes on where it stopped; under its real name there is a whole file or none.",
      .examples = {{"aifactory dataset upload", "every dataset of the project"},
                   {"aifactory dataset upload corpus --dry-run", "what would be sent"}},
      .options = {{"DATASET", "names of datasets in aifactory.yaml (default: all)", &options->datasets},
                  {"--dry-run", "count what would be sent and removed, and change nothing", &options->dry_run},
                  {"--checksum", "compare contents, not sizes and times; repairs what is damaged", &options->checksum},
                  {"--delete", "remove files on the site that are not here any more", &options->remove_extra},
                  {"--yes", "with --delete: do not ask", &options->yes},
                  {"--exclude", "leave these out (as in .gitignore; may be repeated)", &options->exclude, "PATTERN"},
                  {"--include", "but take these (may be repeated)", &options->include, "PATTERN"},
                  {"--limit-rate", "send at most this much a second", &options->limit_rate, "BYTES"}},
      .shape = &transfer_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
