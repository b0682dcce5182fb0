// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/records/dataset_record.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::cli {
namespace {

struct Options {
  std::string dataset;
  std::string copy;
};

bool is_extra(const transfer::Difference& difference) {
  return difference.kind == transfer::Difference::Kind::extra;
}

/// The words that send a dataset again; what came with --from needs it again.
std::string upload_again(const std::string& dataset, AppContext& context) {
  const bool known = context.settings().has_project() && context.settings().project().datasets.count(dataset) > 0;
  return dataset + (known ? "" : " --from SOURCE");
}

int run(const Options& options, AppContext& context) {
  dataset::Datasets& datasets = context.site().datasets();
  const bool here = !options.copy.empty();
  const std::vector<transfer::Difference> differences =
      here ? datasets.verify_copy(options.dataset, options.copy) : datasets.verify(options.dataset);
  print_differences(context, differences);
  if (differences.empty()) {
    output::note(context.terminal(), fmt::format("{} is whole: every file has the SHA-256 of its manifest",
                                                 here ? options.copy : options.dataset));
    return 0;
  }
  if (here)
    output::suggest(
        context.terminal(),
        fmt::format("aifactory dataset download {} --to {} --checksum --overwrite", options.dataset, options.copy),
        "to have it as it is on the site");
  else if (std::ranges::all_of(differences, is_extra))
    output::suggest(context.terminal(), "aifactory dataset upload --delete " + upload_again(options.dataset, context),
                    "to remove what is extra");
  else
    output::suggest(context.terminal(), "aifactory dataset upload --checksum " + upload_again(options.dataset, context),
                    "to repair it");
  return static_cast<int>(ExitStatus::bad_input);
}

}  // namespace

Command dataset_verify() {
  auto options = std::make_shared<Options>();
  return {
      .name = "verify",
      .summary = "Prove that a dataset is as it was uploaded",
      .details =
          "Computes the SHA-256 of every file on the site, or with --copy of a folder here, and compares it with the "
          "manifest on the site. Names each missing, changed or extra file, and ends with status 65 if there is "
          "one.",
      .examples = {{"aifactory dataset verify corpus", "what lies on the site"},
                   {"aifactory dataset verify corpus --copy data/corpus", "a folder of this machine"}},
      .options = {{.name = "DATASET", .help = "name on the site", .to = &options->dataset, .need = Need::required},
                  {"--copy", "compare this folder here", &options->copy, "FOLDER"}},
      .shape = &difference_shape(),
      .run = [options](AppContext& context) { return run(*options, context); }};
}

}  // namespace aifactory::cli
