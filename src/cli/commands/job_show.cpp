// SPDX-License-Identifier: Apache-2.0
#include "aifactory/scheduler/scheduler.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/run_record.hpp"

namespace aifactory::cli {
namespace {

/// Why it waits or failed, in words, on stderr.
void say_why(const output::Terminal& terminal, const job::Run& run) {
  const scheduler::Explanation why = scheduler::explain(
      {.id = run.id, .state = run.state, .reason = run.reason, .exit_code = run.exit_code, .signal = run.signal});
  if (!why.cause.empty()) output::note(terminal, why.cause);
  if (!why.next_step.empty()) output::note(terminal, why.next_step);
}

}  // namespace

Command job_show() {
  auto name = std::make_shared<std::string>();
  return {.name = "show",
          .summary = "Show one run with everything known of it",
          .examples = {{"aifactory job show", "the latest run"}, {"aifactory job show train-7f3k --json", ""}},
          .options = {{"RUN", "run name or job id (default: the latest)", name.get()}},
          .shape = &run_shape(),
          .run = [name](AppContext& context) {
            const std::vector<std::string> names = name->empty() ? std::vector<std::string>{} : std::vector{*name};
            const job::Run run = refreshed(context, chosen_runs(context, names)).front();
            print_run(context, run);
            print_tasks(context, run);
            say_why(context.terminal(), run);
            return 0;
          }};
}

}  // namespace aifactory::cli
