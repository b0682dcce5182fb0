// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/further_connections.hpp"
#include "cli/going_on.hpp"
#include "cli/records/dataset_record.hpp"
#include "cli/replacing.hpp"
#include "cli/room_check.hpp"
#include "cli/transfer_extent.hpp"
#include "cli/transfer_progress.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

struct Options {
  std::string dataset;
  std::string folder;
  std::string verify = "full";
  bool checksum = false;
  bool overwrite = false;
  bool dry_run = false;
  bool no_preflight = false;
  std::optional<std::uint64_t> limit_rate;
  std::optional<int> connections;
};

void tell_skipped(const std::vector<std::string>& skipped, const output::Terminal& terminal) {
  if (skipped.empty()) return;
  output::warn(terminal, fmt::format("{}{} left out: what leads out of the dataset does not come along",
                                     printable(skipped.front()),
                                     skipped.size() == 1 ? "" : fmt::format(" and {} more", skipped.size() - 1)));
}

int run(const Options& options, AppContext& context) {
  const std::filesystem::path folder = options.folder.empty() ? options.dataset : options.folder;
  RoomCheck room(options.dataset, room_in(folder.string()),
                 options.dry_run ? RoomCheck::On::shortage_remember : RoomCheck::On::shortage_throw);
  transfer::DownloadOptions fetching{.proof = proof_of(options.verify),
                                     .compare = compare_of(options.checksum),
                                     .dry_run = options.dry_run,
                                     .connections = further_connections(context, options.connections),
                                     .bytes_per_second = options.limit_rate.value_or(0)};
  if (!options.no_preflight)
    fetching.approve = [&](std::uint64_t files, std::uint64_t bytes) { room.look(files, bytes); };
  if (!options.overwrite && !options.dry_run)
    fetching.replaces =
        asked_once([&](const auto& paths) { require_replacing(context, folder, paths, "the dataset"); });
  TransferProgress progress(context, options.dataset);
  dataset::Datasets& datasets = context.site().datasets();
  transfer::UploadResult result;
  try {
    result =
        going_on(context, progress, [&] { return datasets.download(options.dataset, folder, fetching, progress); });
  } catch (const Error& error) {
    throw with_way_on(error, "what has arrived is kept");
  }
  progress.finish();
  tell_skipped(result.skipped, context.terminal());
  const bool fits = room.shortage().empty();
  if (!fits) output::warn(context.terminal(), options.dataset + " does not fit: " + room.shortage());
  print_transfers(context, {{.dataset = options.dataset,
                             .path = std::filesystem::absolute(folder).lexically_normal().string(),
                             .result = result,
                             .free = options.dry_run ? room.free() : std::nullopt,
                             .fits = fits}});
  return fits ? 0 : static_cast<int>(ExitStatus::cannot_create);
}

}  // namespace

Command dataset_download() {
  auto options = std::make_shared<Options>();
  return {
      .name = "download",
      .summary = "Bring a dataset from the site to this machine",
      .details =
          "Fetches what is not here yet, and proves it by the SHA-256 of the manifest beside the data. A lost "
          "connection is made again and the transfer goes on, for as long as the login asks nobody and the site is not "
          "away for ten minutes; interrupted, the same command goes on where it stopped. Under its real name there is "
          "a whole file or none. What is free here, bytes and files, is looked at before. Files here that differ are "
          "not replaced unasked, and files that are only here stay.",
      .examples = {{"aifactory dataset download corpus", "into ./corpus"},
                   {"aifactory dataset download corpus --to /data/corpus", ""},
                   {"aifactory dataset download corpus --to data --checksum --overwrite", "repair a damaged copy"}},
      .options = {{.name = "DATASET", .help = "name on the site", .to = &options->dataset, .need = Need::required},
                  {"--to", "folder to fill (default: the dataset's name, here)", &options->folder, "FOLDER"},
                  {"--overwrite", "replace files here that differ", &options->overwrite},
                  {"--checksum", "compare contents, not sizes and times", &options->checksum},
                  {"--dry-run", "count what would be fetched, and change nothing", &options->dry_run},
                  {"--no-preflight", "do not look at free space before", &options->no_preflight},
                  verify_option(options->verify),
                  {"--limit-rate", "fetch at most this much a second", &options->limit_rate, "BYTES"},
                  connections_option(options->connections)},
      .shape = &transfer_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
