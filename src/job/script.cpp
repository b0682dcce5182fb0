// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/run.hpp"
#include "aifactory/scheduler/options.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include "job/directives.hpp"
#include "job/launch.hpp"
#include "job/sampler.hpp"
#include "job/sweep_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace aifactory::job {

namespace {

// The run's id is written once, by the submission or by the job itself, whichever comes first. A second job of the same
// run, should a batch system ever bring one forth from a request that was thought lost, ends here.
constexpr std::string_view guard = R"sh(
aifactory_id=${SLURM_ARRAY_JOB_ID:-${SLURM_JOB_ID:-}}
if [ -n "$aifactory_id" ]; then
  printf '%s\n' "$aifactory_id" 2>/dev/null >"$AIFACTORY_RUN_DIR/.id.job.$aifactory_id" &&
    ln "$AIFACTORY_RUN_DIR/.id.job.$aifactory_id" "$AIFACTORY_RUN_DIR/id" 2>/dev/null
  rm -f "$AIFACTORY_RUN_DIR/.id.job.$aifactory_id"
  aifactory_first=$(cat "$AIFACTORY_RUN_DIR/id" 2>/dev/null)
  if [ "${aifactory_first:-$aifactory_id}" != "$aifactory_id" ]; then
    echo "aifactory: job $aifactory_id is a second one of run $AIFACTORY_RUN; it does nothing" >&2
    exit 0
  fi
fi
unset aifactory_id aifactory_first
)sh";

// For `srun "$AIFACTORY_RANK_LOGS" …`: a log for each rank of a step, which `job logs --rank` finds by these names. A
// job that runs again numbers its steps anew, and must not wipe out the first ones' logs.
constexpr std::string_view rank_logs = R"sh(
AIFACTORY_RANK_LOGS=--output=$AIFACTORY_RUN_DIR/rank-%t.step-%s${SLURM_ARRAY_TASK_ID:+.task-$SLURM_ARRAY_TASK_ID}
AIFACTORY_RANK_LOGS=$AIFACTORY_RANK_LOGS${SLURM_RESTART_COUNT:+.restart-$SLURM_RESTART_COUNT}.log
export AIFACTORY_RANK_LOGS
)sh";

std::string variable_for(std::string_view dataset) {
  std::string name = "AIFACTORY_DATASET_";
  for (const char c : dataset) {
    const auto byte = static_cast<unsigned char>(c);
    name += std::isalnum(byte) ? static_cast<char>(std::toupper(byte)) : '_';
  }
  return name;
}

std::string set(const std::string& name, const std::string& value) {
  return "export " + name + "=" + shell_quote(value) + "\n";
}

// A profile may hand one variable on as another ("$SLURM_CPUS_PER_TASK"); anything else is plain text.
std::string set_from_profile(const std::string& name, const std::string& value) {
  const bool handed_on =
      value.size() > 1 && value[0] == '$' && std::ranges::all_of(value.substr(1), [](unsigned char c) {
        return std::isupper(c) || std::isdigit(c) || c == '_';
      });
  if (!handed_on) return set(name, value);
  return fmt::format("[ -z \"${{{0}:-}}\" ] || export {1}=\"${0}\"\n", value.substr(1), name);
}

// sbatch reads them before the first command.
std::string own_directives(const ScriptParts& parts) {
  std::string kept;
  for (const auto& option : other_directives(parts.user_script, parts.plan.options))
    kept += "#SBATCH --" + option.name +
            (option.value ? (option.value->find_first_of(" \t") == std::string::npos ? "=" + *option.value
                                                                                     : "=\"" + *option.value + "\"")
                          : "") +
            "\n";
  return kept;
}

std::string header(const ScriptParts& parts) {
  auto text = "#!/bin/bash\n" + own_directives(parts);
  text += "# Run " + printable(parts.run_name) + " of job " + printable(parts.job.name) + ", submitted as\n";
  return text + "#   sbatch " + printable(shell_join(parts.plan.options)) + "\n\n";
}

std::string environment(const ScriptParts& parts) {
  std::string text = set("AIFACTORY_RUN", parts.run_name) + set("AIFACTORY_RUN_DIR", parts.run_folder);
  for (const auto& [name, path] : parts.dataset_paths)
    text += set(variable_for(name), path);
  text += guard;
  text += rank_logs;
  text += "\n" + set_from_profile("SRUN_CPUS_PER_TASK", "$SLURM_CPUS_PER_TASK");
  for (const auto& [name, value] : parts.site.slurm.exports)
    if (name != "SRUN_CPUS_PER_TASK") text += set_from_profile(name, value);
  for (const auto& [name, value] : parts.plan.env)
    text += set(name, value);
  return text + sweep_environment(parts.plan.sweep);
}

// Batch shells of some sites know `module` only after the system's profile was read.
std::string modules(const ScriptParts& parts) {
  std::string text;
  if (!parts.job.container.empty() && !parts.site.containers.load.empty()) text += parts.site.containers.load + "\n";
  if (parts.site.scheduler != config::SchedulerKind::local)
    for (const auto& module : parts.job.modules)
      text += "module load " + shell_quote(module) + " || exit\n";
  return text.empty() ? text : "command -v module >/dev/null 2>&1 || . /etc/profile\n" + text;
}

// Scripts often begin with cd "$SLURM_SUBMIT_DIR", to where the user's files are.
std::string enter_work(const ScriptParts& parts) {
  return "cd " + shell_quote(parts.run_folder + "/work") +
         " || exit 73\n[ -z \"${SLURM_SUBMIT_DIR:-}\" ] || export SLURM_SUBMIT_DIR=\"$AIFACTORY_RUN_DIR/work\"\n\n";
}

}  // namespace

std::string make_script(const ScriptParts& parts) {
  return header(parts) + environment(parts) + std::string(scheduler::record_start()) +
         start_sampler(parts.job.sampler) + modules(parts) + enter_work(parts) + launch_text(parts) +
         std::string(scheduler::record_end());
}

}  // namespace aifactory::job
