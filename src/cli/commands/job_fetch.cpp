// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/fetch.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/going_on.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/fetch_record.hpp"
#include "cli/replacing.hpp"
#include "cli/transfer_progress.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

struct Options {
  std::vector<std::string> words;  ///< RUN, then patterns
  std::string to;
  bool overwrite = false;
  bool dry_run = false;
};

/// A first word that names no run is a pattern: "job fetch '*.pt'" means the latest run.
job::Run chosen(AppContext& context, std::vector<std::string>& words) {
  if (words.empty()) return chosen_runs(context, {}).front();
  const bool pattern = words.front().find_first_of("*?[./") != std::string::npos;
  if (pattern) return chosen_runs(context, {}).front();
  const std::string name = words.front();
  words.erase(words.begin());
  return chosen_runs(context, {name}).front();
}

/// The rest has come. A warning: what is printed of the rest is all that stdout may hold.
int told_of_unreadable(const job::Run& run, const std::vector<std::string>& unreadable,
                       const output::Terminal& terminal) {
  if (unreadable.empty()) return 0;
  const auto more = unreadable.size() > 1 ? fmt::format(" and {} more", unreadable.size() - 1) : "";
  output::warn(terminal, fmt::format("{}{} left out: it may not be read on {}. Make it readable in {}/work there "
                                     "(chmod -R u+rX), then type the same again",
                                     printable(unreadable.front()), more, run.site, run.folder));
  return static_cast<int>(ExitStatus::not_permitted);
}

int run(Options options, AppContext& context) {
  const job::Run run = chosen(context, options.words);
  SiteServices& site = context.site(run.site);
  const std::filesystem::path folder = options.to.empty() ? run.name : options.to;
  job::FetchOptions fetch{
      .to = folder, .patterns = options.words, .state = context.directories().state, .dry_run = options.dry_run};
  if (!options.overwrite && !options.dry_run)
    fetch.replaces = asked_once([&](const auto& paths) { require_replacing(context, folder, paths, "the run"); });
  TransferProgress progress(context, run.name);
  job::Fetched fetched;
  try {
    fetched = going_on(context, progress,
                       [&] { return job::fetch(site.transfer_host(), run, site.root(), fetch, progress); });
  } catch (const Error& error) {
    throw with_way_on(error, "what has arrived is kept");
  }
  progress.finish();
  if (options.dry_run) {
    print_fetch_list(context, fetched);
    return told_of_unreadable(run, fetched.unreadable, context.terminal());
  }
  if (!fetched.skipped.empty())
    output::warn(context.terminal(),
                 fmt::format("{} left out: it leads out of the results, or is neither file nor folder",
                             printable(fetched.skipped.front())));
  print_fetched(context, run, std::filesystem::absolute(folder).lexically_normal(), fetched);
  return told_of_unreadable(run, fetched.unreadable, context.terminal());
}

}  // namespace

Command job_fetch() {
  auto options = std::make_shared<Options>();
  return {
      .name = "fetch",
      .summary = "Bring results of a run to this machine",
      .details =
          "Fetches what the run has written into its work folder, and its logs; the code that went along unchanged "
          "stays there. Patterns are as in .gitignore. Every file is proved by its SHA-256. A lost connection is "
          "made again where the login asks nobody; broken off, the same command goes on where it stopped. Files of "
          "your own that differ are not replaced unasked. What may not be read there is left out and named, "
          "with status 77.",
      .examples = {{"aifactory job fetch", "all results of the latest run, into ./RUN"},
                   {"aifactory job fetch train-7f3k 'checkpoints/' '*.json' --to results", ""},
                   {"aifactory job fetch --dry-run", "what is there, and how large"}},
      .options = {{"RUN", "run name or job id (default: the latest), then patterns of files", &options->words},
                  {"--to", "folder to fill (default: the run's name, here)", &options->to, "FOLDER"},
                  {"--overwrite", "replace files here that differ", &options->overwrite},
                  {"--dry-run", "list what would be fetched, and fetch nothing", &options->dry_run}},
      .shape = &fetch_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
