// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/further_connections.hpp"
#include "cli/records/dataset_record.hpp"
#include "cli/transfer_progress.hpp"

namespace aifactory::cli {
namespace {

struct Options {
  std::string dataset;
  std::string folder;
  std::optional<int> connections;
};

int run(const Options& options, AppContext& context) {
  const transfer::DownloadOptions fetching{.connections = further_connections(context, options.connections)};
  TransferProgress progress(context, options.dataset);
  dataset::Datasets& datasets = context.site().datasets();
  const std::filesystem::path folder = options.folder.empty() ? options.dataset : options.folder;
  transfer::UploadResult result;
  try {
    result = datasets.download(options.dataset, folder, fetching, progress);
  } catch (const Error& error) {
    throw with_way_on(error, "what has arrived is kept");
  }
  progress.finish();
  print_transfers(context, {{options.dataset, std::filesystem::absolute(folder).string(), result}});
  return 0;
}

}  // namespace

Command dataset_download() {
  auto options = std::make_shared<Options>();
  return {
      .name = "download",
      .summary = "Bring a dataset from the site to this machine",
      .examples = {{"aifactory dataset download corpus", "into ./corpus"},
                   {"aifactory dataset download corpus --to /data/corpus", ""}},
      .options = {{.name = "DATASET", .help = "name on the site", .to = &options->dataset, .need = Need::required},
                  {"--to", "folder to fill (default: the dataset's name, here)", &options->folder, "FOLDER"},
                  connections_option(options->connections)},
      .shape = &transfer_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
