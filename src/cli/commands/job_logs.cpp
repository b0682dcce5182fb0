// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/task.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/log_output.hpp"
#include "cli/log_reading.hpp"
#include "cli/project_choice.hpp"

namespace aifactory::cli {
namespace {

struct Options : LogRequest {
  std::string run;
};

// One task is a run of its own, followed until that task ends; several are read together.
int run(Options options, AppContext& context) {
  const std::vector<std::string> names = options.run.empty() ? std::vector<std::string>{} : std::vector{options.run};
  const std::vector<job::Run> chosen = chosen_runs_or_tasks(context, names);
  if (chosen.size() == 1) return show_logs(options, context, chosen.front());
  const auto [name, tasks] = job::split_task_name(options.run);
  options.tasks = std::string(tasks);
  return show_logs(options, context, context.ledger().find(context.project_folder(), name));
}

}  // namespace

Command job_logs() {
  auto options = std::make_shared<Options>();
  return {
      .name = "logs",
      .summary = "Show what a run printed, and follow it",
      .details =
          "What the run wrote to its standard output comes on standard output, its standard error on standard error. "
          "With --follow it waits for the run to start, goes on after a lost connection from the byte where it was, "
          "and ends by itself when the run has ended and everything was shown. The tasks of an array come together, "
          "in whole lines with a prefix; redirected, the log of a single task or run is the same to the byte. On a "
          "terminal colours stay, other escape sequences are left out, and of a progress bar the last state is shown. "
          "--since goes by the times that begin the log's lines, and finds its place in a large log by halving, so "
          "that "
          "little of it is read; times are taken to ascend. A log without times is shown from its start if it was "
          "written since. Logs of ended runs are kept on this machine ($XDG_CACHE_HOME/aifactory/logs) and can be read "
          "offline. With --grep the exit status is 1 when no line fits.",
      .examples = {{"aifactory job logs -f", "follow the latest run"},
                   {"aifactory job logs train-7f3k --tail 20", "its last lines"},
                   {"aifactory job logs train-7f3k --errors", "its standard error"},
                   {"aifactory job logs sweep-k2p9 --task 3,8-11 -f", "some tasks of an array"},
                   {"aifactory job logs --grep 'loss[ =]*nan' >/dev/null && echo diverged", ""}},
      .options = {{"RUN", "run, task of an array (RUN_3) or job id (default: the latest)", &options->run},
                  {"-f,--follow", "go on until the run has ended", &options->follow},
                  {"--errors", "only the run's standard error, on standard output", &options->errors},
                  {"--tail", "begin with the last lines of each log", &options->tail, "LINES"},
                  {"--since",
                   "only what was written since then (UTC), or in the last DURATION: 2026-11-20, 2026-11-20T15:16, 10m",
                   &options->since, "TIME"},
                  {"--grep", "only lines that fit an extended regular expression", &options->pattern, "REGEX"},
                  {"-i,--ignore-case", "capital letters are the same to --grep", &options->ignore_case},
                  {"--task", "only these tasks of an array: 3, or 0-4,7", &options->tasks, "NUMBERS"},
                  {"--rank", "only these ranks, from the logs of $AIFACTORY_RANK_LOGS", &options->ranks, "NUMBERS"},
                  {"--step", "only these job steps, likewise", &options->steps, "NUMBERS"},
                  {"--prefix",
                   "begin each line with its task (default: where there are several)",
                   &options->prefix,
                   "WHEN",
                   Need::optional,
                   {"auto", "always", "never"}}},
      .shape = &log_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
