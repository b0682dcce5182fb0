// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/diagnosis.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/run_record.hpp"
#include "cli/run_numbers.hpp"

namespace aifactory::cli {

Command job_show() {
  auto name = std::make_shared<std::string>();
  return {.name = "show",
          .summary = "Show one run with everything known of it",
          .details = "Of an array or sweep, each task is listed with its state and its parameters.",
          .examples = {{"aifactory job show", "the latest run"},
                       {"aifactory job show train-7f3k --json", ""},
                       {"aifactory job show sweep-k2p9_3", "one task of an array"}},
          .options = {{"RUN", "run, task of an array (RUN_3) or job id (default: the latest)", name.get()}},
          .shape = &run_shape(),
          .run = [name](AppContext& context) {
            const std::vector<std::string> names = name->empty() ? std::vector<std::string>{} : std::vector{*name};
            const job::Diagnosis found = diagnosed(context, chosen_runs_or_tasks(context, names).front());
            print_run(context, found);
            const auto& [cause, next_step] = found.explanation;
            if (!cause.empty()) output::note(context.terminal(), cause);
            if (!next_step.empty()) output::note(context.terminal(), next_step);
            say_efficiency(context, found.run);
            return 0;
          }};
}

}  // namespace aifactory::cli
