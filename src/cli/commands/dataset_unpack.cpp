// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/dataset_record.hpp"
#include "cli/room_check.hpp"
#include "cli/transfer_progress.hpp"

namespace aifactory::cli {
namespace {

struct Options {
  std::string dataset;
  bool no_preflight = false;
};

int run(const Options& options, AppContext& context) {
  RoomCheck room(options.dataset, room_to_unpack(context), RoomCheck::On::shortage_throw);
  transfer::Approve approve;
  if (!options.no_preflight) approve = [&](std::uint64_t files, std::uint64_t bytes) { room.look(files, bytes); };
  TransferProgress progress(context, options.dataset);
  dataset::Placed placed;
  try {
    placed = context.site().datasets().unpack(options.dataset, approve, progress);
  } catch (const Error& error) {
    throw with_way_on(error, "what is unpacked is kept");
  }
  progress.finish();
  print_dataset(context, placed);
  return 0;
}

}  // namespace

Command dataset_unpack() {
  auto options = std::make_shared<Options>();
  return {
      .name = "unpack",
      .summary = "Put the files of a packed dataset in the place of its archives",
      .details =
          "For datasets sent with --pack tar, on sites with room for their files: the archives are unpacked there by "
          "one command, each file is proved by its SHA-256, and then takes the archives' place. Until then the dataset "
          "is as it was. Interrupted, the same command goes on.",
      .examples = {{"aifactory dataset unpack corpus", ""}},
      .options = {{.name = "DATASET", .help = "name on the site", .to = &options->dataset, .need = Need::required},
                  {"--no-preflight", "do not look at quotas and free space before", &options->no_preflight}},
      .shape = &dataset_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
