// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/consent.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/run_record.hpp"

#include <fmt/format.h>

#include <map>

namespace aifactory::cli {
namespace {

struct Options {
  std::vector<std::string> runs;
  bool all = false;
  bool yes = false;
  bool dry_run = false;
};

std::vector<job::Run> to_cancel(const Options& options, AppContext& context) {
  std::vector<job::Run> runs = options.all ? context.ledger().list({.project = context.project_folder(),
                                                                    .site = context.options().site.value_or(""),
                                                                    .unfinished_only = true})
                                           : chosen_runs(context, options.runs);
  runs = refreshed(context, runs);
  std::erase_if(runs, [](const job::Run& run) { return scheduler::is_final(run.state); });
  return runs;
}

int run(const Options& options, AppContext& context) {
  const std::vector<job::Run> runs = to_cancel(options, context);
  if (runs.empty()) output::note(context.terminal(), "nothing to cancel: no such run is pending or running");
  if (runs.empty() || options.dry_run) {
    print_runs(context, runs);
    return 0;
  }
  // Naming a run is consent enough; what was not named is asked about.
  const bool named = !options.all && !options.runs.empty();
  require_consent(context, options.yes || named, fmt::format("Cancel {} run(s)?", runs.size()));
  std::map<std::string, std::vector<job::Run>> by_site;
  for (const job::Run& run : runs)
    by_site[run.site].push_back(run);
  for (const auto& [site, some] : by_site)
    context.site(site).jobs().cancel(some);
  print_runs(context, refreshed(context, runs));
  return 0;
}

}  // namespace

Command job_cancel() {
  auto options = std::make_shared<Options>();
  return {
      .name = "cancel",
      .summary = "Cancel runs that are pending or running",
      .examples = {{"aifactory job cancel train-7f3k", ""},
                   {"aifactory job cancel --all --yes", "everything of the project"}},
      .options = {{"RUN", "run names or job ids (default: the latest, after a question)", &options->runs},
                  {"--all", "every unfinished run of the project", &options->all},
                  {"--yes", "do not ask", &options->yes},
                  {"--dry-run", "show what would be cancelled, and cancel nothing", &options->dry_run}},
      .shape = &run_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
