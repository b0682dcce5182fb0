// SPDX-License-Identifier: Apache-2.0
#include "job/launch.hpp"

#include "aifactory/base/text.hpp"

#include "job/sweep_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace aifactory::job {

namespace {

// Where the processes of all nodes meet: the first node, at a port that jobs on one node do not share.
constexpr std::string_view rendezvous = R"sh(
MASTER_ADDR=$(scontrol show hostnames "$SLURM_JOB_NODELIST" 2>/dev/null | head -n 1)
getent hosts "$MASTER_ADDR" >/dev/null 2>&1 || MASTER_ADDR=$(hostname)
MASTER_PORT=$((10000 + SLURM_JOB_ID % 20000))
export MASTER_ADDR MASTER_PORT
)sh";

// The signal reaches this shell alone; it hands it to all processes of the job's group, but for itself. What waits for
// a process in the foreground would die of it: `trap :` in the shells below lets them wait on.
constexpr std::string_view forward = R"sh(
aifactory_warned=
aifactory_warn() {{
  aifactory_warned=1 aifactory_woken=1
  trap '' {0}
  kill -s {0} 0
  trap aifactory_warn {0}
}}
trap aifactory_warn {0}
{1} &
aifactory_command=$!
while :; do
  aifactory_woken=
  wait "$aifactory_command"
  aifactory_status=$?
  [ -n "$aifactory_woken" ] && [ "$aifactory_status" -gt 128 ] || break
done
{2}(exit "$aifactory_status")
)sh";

constexpr std::string_view requeue = R"sh(# Status 75 after the warning: there is more to do.
if [ "$aifactory_warned$aifactory_status" = 175 ] && scontrol requeue "$SLURM_JOB_ID"; then sleep 60; fi
)sh";

// What srun does, on this machine: one process for each task; the last bad status counts.
constexpr std::string_view each_task = R"sh(
aifactory_status=0 aifactory_tasks= SLURM_LOCALID=0
while [ "$SLURM_LOCALID" -lt {0} ]; do
  export SLURM_LOCALID SLURM_PROCID=$SLURM_LOCALID
  {1} &
  aifactory_tasks="$aifactory_tasks $!"
  SLURM_LOCALID=$((SLURM_LOCALID + 1))
done
for aifactory_task in $aifactory_tasks; do wait "$aifactory_task" || aifactory_status=$?; done
(exit "$aifactory_status")
)sh";

bool is_local(const ScriptParts& parts) {
  return parts.site.scheduler == config::SchedulerKind::local;
}

std::string signal_name(const config::Signal& signal) {
  return signal.name.starts_with("SIG") ? signal.name.substr(3) : signal.name;
}

bool has_word(std::string_view text, std::string_view word) {
  const auto ends = [&](std::size_t at) {
    return at >= text.size() || (!std::isalnum(static_cast<unsigned char>(text[at])) && text[at] != '_');
  };
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1))
    if ((at == 0 || ends(at - 1)) && ends(at + word.size())) return true;
  return false;
}

// torchrun starts Python itself, and would take "python3" for the program.
std::string_view without_python(std::string_view text) {
  const auto blank = std::min(text.find(' '), text.size());
  const auto name = text.substr(0, blank);
  if (!name.starts_with("python") || name.substr(6).find_first_not_of("0123456789.") != name.npos) return text;
  text.remove_prefix(blank);
  const auto skip = [&](std::string_view word) {
    const auto start = text.find_first_not_of(' ');
    if (start != text.npos && text.substr(start).starts_with(word)) text.remove_prefix(start + word.size());
  };
  skip("-u ");
  skip("");
  return text;
}

// `torchrun` in the command, and in bash scripts that it calls, gets what it must know of the job.
std::string torchrun_text(const ScriptParts& parts, const std::string& text) {
  const auto job = is_local(parts) ? std::string("--standalone --nnodes=1")
                                   : std::string(
                                         "--nnodes=\"$SLURM_NNODES\" --node_rank=\"$SLURM_NODEID\" "
                                         "--master_addr=\"$MASTER_ADDR\" --master_port=\"$MASTER_PORT\"");
  const bool named = !parts.job.script.empty() || has_word(text, "torchrun");
  return fmt::format("torchrun() {{ command torchrun {} --nproc_per_node={} \"$@\"; }}\nexport -f torchrun\n{}{}", job,
                     parts.plan.processes_per_node, named ? "" : "torchrun ",
                     named ? std::string_view(text) : without_python(text));
}

std::string own_text(const ScriptParts& parts) {
  auto text = parts.job.script.empty() ? with_parameters(parts.job.command, parts.plan.sweep)
                                       : std::string("\"$AIFACTORY_RUN_DIR/script\"");
  if (!text.ends_with('\n')) text += '\n';
  if (parts.job.launch == "torchrun") text = torchrun_text(parts, text);
  return text;
}

// One command that a launcher, a container or `&` can take.
std::string as_words(const ScriptParts& parts) {
  auto text = own_text(parts);
  if (!parts.job.script.empty() && parts.job.launch != "torchrun") return std::string(trim(text));
  if (parts.job.signal) text = "trap : " + signal_name(*parts.job.signal) + "\n" + text;
  return "bash -c " + shell_quote(text);
}

// With the run's folder and the datasets where they are outside.
std::string in_container(const ScriptParts& parts, const std::string& words) {
  if (parts.job.container.empty()) return words;
  const auto& containers = parts.site.containers;
  auto binds = parts.run_folder;
  for (const auto& [name, path] : parts.dataset_paths)
    binds += "," + path;
  const bool gpus = parts.plan.gpus > 0 && !containers.gpu_flag.empty();
  return fmt::format("{} exec {}--bind {} --pwd \"$PWD\" {} {}",
                     containers.runtime.empty() ? "apptainer" : shell_quote(containers.runtime),
                     gpus ? shell_quote(containers.gpu_flag) + " " : "", shell_quote(binds),
                     shell_quote(parts.job.container), words);
}

// "docker://…" is fetched by the runtime; anything else is a file on the site.
std::string image_check(const ScriptParts& parts) {
  const auto& image = parts.job.container;
  if (image.empty() || image.find("://") != std::string::npos) return "";
  return fmt::format("[ -e {0} ] || {{ printf '%s\\n' {1} >&2; exit 66; }}\n", shell_quote(image),
                     shell_quote("aifactory: the container image " + printable(image) + " is not there"));
}

std::string launched(const ScriptParts& parts, const std::string& words) {
  if (parts.job.launch.empty()) return words;
  if (parts.job.launch == "srun") return "srun --kill-on-bad-exit=1 " + words;
  return "srun --nodes=\"$SLURM_NNODES\" --ntasks=\"$SLURM_NNODES\" --ntasks-per-node=1 --kill-on-bad-exit=1 " + words;
}

}  // namespace

std::string launch_text(const ScriptParts& parts) {
  const auto& job = parts.job;
  if (job.container.empty() && job.launch.empty() && !job.signal) return own_text(parts);
  auto words = in_container(parts, as_words(parts));
  if (is_local(parts) && job.launch == "srun") return fmt::format(each_task, parts.plan.tasks_per_node, words);
  if (!is_local(parts)) words = launched(parts, words);
  auto text = image_check(parts);
  if (!is_local(parts) && job.launch == "torchrun") text += std::string(rendezvous);
  if (!job.signal) return text + words + "\n";
  const bool again = job.requeue.value_or(false) && !is_local(parts);
  return text + fmt::format(forward, signal_name(*job.signal), words, again ? requeue : "");
}

}  // namespace aifactory::job
