// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/diagnosis.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/diagnosis_record.hpp"

namespace aifactory::cli {

Command job_explain() {
  auto name = std::make_shared<std::string>();
  return {.name = "explain",
          .summary = "Say why a run waits or how it ended, what to do, and what that is read from",
          .details =
              "The evidence is quoted word for word: what squeue, sacct and scontrol say of the job and of the "
              "limits it meets, and the last lines of its standard error.",
          .examples = {{"aifactory job explain", "the latest run"},
                       {"aifactory job explain train-7f3k --json cause,next_step", ""}},
          .options = {{"RUN", "run, task of an array (RUN_3) or job id (default: the latest)", name.get()}},
          .shape = &diagnosis_shape(),
          .run = [name](AppContext& context) {
            const std::vector<std::string> names = name->empty() ? std::vector<std::string>{} : std::vector{*name};
            print_diagnosis(context, diagnosed(context, chosen_runs_or_tasks(context, names).front()));
            return 0;
          }};
}

}  // namespace aifactory::cli
