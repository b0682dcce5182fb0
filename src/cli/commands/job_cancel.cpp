// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/consent.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/run_record.hpp"
#include "cli/run_filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace aifactory::cli {
namespace {

struct Options {
  std::vector<std::string> runs;
  bool all = false;
  RunFilter filter;
  bool yes = false;
  bool dry_run = false;
};

/// Without names, by what was said of the runs; by nothing, the latest one.
bool is_by_filter(const Options& options) {
  return options.all || (options.runs.empty() && (!options.filter.states.empty() || !options.filter.names.empty()));
}

std::string question(const std::vector<job::Run>& runs) {
  constexpr std::size_t shown = 5;
  std::string names;
  for (std::size_t i = 0; i < std::min(shown, runs.size()); ++i)
    names += (i == 0 ? "" : ", ") + runs[i].name;
  if (runs.size() > shown) names += fmt::format(" and {} more", runs.size() - shown);
  return fmt::format("Cancel {}?", names);
}

std::vector<job::Run> to_cancel(const Options& options, AppContext& context) {
  std::vector<job::Run> runs = is_by_filter(options)
                                   ? context.ledger().list({.project = context.project_folder(),
                                                            .site = context.options().site.value_or(""),
                                                            .unfinished_only = true})
                                   : chosen_runs_or_tasks(context, options.runs);
  runs = filtered(context, runs, options.filter);
  std::erase_if(runs, [](const job::Run& run) { return scheduler::is_final(run.state); });
  return runs;
}

int run(const Options& options, AppContext& context) {
  const std::vector<job::Run> runs = to_cancel(options, context);
  if (runs.empty() || options.dry_run) {
    print_chosen_runs(context, runs, "nothing to cancel: no such run is pending or running");
    return 0;
  }
  // Naming a run is consent enough; what was not named is asked about.
  const bool named = !is_by_filter(options) && !options.runs.empty();
  require_consent(context, options.yes || named, question(runs));
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
                   {"aifactory job cancel 'sweep-k2p9_[0-4,7]'", "some tasks of an array"},
                   {"aifactory job cancel --state pending", "all that have not started, after a question"},
                   {"aifactory job cancel --all --yes", "everything of the project"}},
      .options = {{"RUN",
                   "runs, tasks of arrays (RUN_3, RUN_[0-4,7]) or job ids (default: the latest, after a question)",
                   &options->runs},
                  {"--all", "every unfinished run of the project", &options->all},
                  state_option(options->filter),
                  name_option(options->filter),
                  {"--yes", "do not ask", &options->yes},
                  {"--dry-run", "show what would be cancelled, and cancel nothing", &options->dry_run}},
      .shape = &run_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
