// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/run_record.hpp"
#include "cli/state_notes.hpp"

#include <functional>
#include <map>

namespace aifactory::cli {
namespace {

struct Options {
  std::vector<std::string> runs;
  bool all = false;
  std::optional<Seconds> timeout;
};

std::vector<job::Run> runs_to_wait_for(const Options& options, AppContext& context) {
  if (!options.all) return chosen_runs_or_tasks(context, options.runs);
  if (!options.runs.empty())
    throw Error{{.kind = ErrorKind::usage, .what = "--all goes with no run names", .hint = "leave one of them out"}};
  return context.ledger().list({.project = context.project_folder(), .unfinished_only = true});
}

int run(const Options& options, AppContext& context) {
  std::map<std::string, std::vector<job::Run>> by_site;
  for (const job::Run& run : runs_to_wait_for(options, context))
    by_site[run.site].push_back(run);
  std::vector<job::Waiting> waiting;
  for (const auto& [site, runs] : by_site)
    waiting.push_back({&context.site(site).jobs(), runs});
  StateNotes notes(context.terminal());
  const std::vector<job::Run> ended = job::wait_for(std::move(waiting), options.timeout, std::ref(notes));
  if (options.all || ended.size() > 1)
    print_chosen_runs(context, ended, "every run has ended");
  else
    print_run(context, ended.front());
  for (const job::Run& run : ended)
    if (const int status = job::exit_status_of(run); status != 0) return status;
  return 0;
}

}  // namespace

Command job_wait() {
  auto options = std::make_shared<Options>();
  return {
      .name = "wait",
      .summary = "Wait until runs have ended",
      .details =
          "Ends with the job's own exit status (128 + the signal's number if a signal ended it); with several runs, "
          "with the first that is not 0.",
      .examples = {{"aifactory job wait", "the latest run"},
                   {"aifactory job wait train-7f3k --timeout 2h", ""},
                   {"aifactory job wait --all", "every unfinished run of the project"}},
      .options = {{"RUN", "runs, tasks of arrays (RUN_3, RUN_[0-4]) or job ids (default: the latest)", &options->runs},
                  {"--all", "every unfinished run of the project, on all its sites", &options->all},
                  {"--timeout", "give up waiting after this time (status 124)", &options->timeout, "DURATION"}},
      .shape = &run_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
