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
          .examples = {{"aifactory job show", "the latest run"}, {"aifactory job show train-7f3k --json", ""}},
          .options = {{"RUN", "run name or job id (default: the latest)", name.get()}},
          .shape = &run_shape(),
          .run = [name](AppContext& context) {
            const std::vector<std::string> names = name->empty() ? std::vector<std::string>{} : std::vector{*name};
            const job::Diagnosis found = diagnosed(context, chosen_runs(context, names).front());
            print_run(context, found.run, found.explanation);
            print_tasks(context, found.run);
            const auto& [cause, next_step] = found.explanation;
            if (!cause.empty()) output::note(context.terminal(), cause);
            if (!next_step.empty()) output::note(context.terminal(), next_step);
            say_efficiency(context, found.run);
            return 0;
          }};
}

}  // namespace aifactory::cli
