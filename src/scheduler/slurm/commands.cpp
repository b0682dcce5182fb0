// SPDX-License-Identifier: Apache-2.0
#include "scheduler/slurm/commands.hpp"

#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <vector>

namespace aifactory::scheduler::slurm {

namespace {

// Times in UTC and in full, whole array lists, nothing of the user's own formats.
constexpr std::string_view formats = R"sh(export LC_ALL=C TZ=UTC0 SLURM_TIME_FORMAT=standard SLURM_BITSTR_LEN=0
unset SQUEUE_ACCOUNT SQUEUE_FORMAT SQUEUE_FORMAT2 SQUEUE_LICENSES SQUEUE_NAMES SQUEUE_PARTITION SQUEUE_PRIORITY \
  SQUEUE_QOS SQUEUE_SORT SQUEUE_STATES SQUEUE_USERS SACCT_FORMAT
us=$(printf '\037')
)sh";

// Some sites put Slurm into PATH for login shells only.
constexpr std::string_view path = R"sh(command -v squeue >/dev/null 2>&1 ||
  PATH=$PATH:$(bash -lc 'printf "\n%s" "$PATH"' 2>/dev/null </dev/null | tail -n 1)
)sh";

// One look: squeue (what the controller knows, ended jobs of the last MinJobAge seconds with their reasons), sacct
// (what is on record, with earlier runs and steps), and scontrol for the exit codes of ended jobs that sacct does not
// have: no accounting, or not yet. squeue runs first, so that sacct is never the older of the two. With --local it does
// not ask for the federation before: without its controller it would give up twice, each time after nine seconds.
constexpr std::string_view query = R"sh(
q=$(squeue --local -h -a -t all -j "$ids" -o "%i${us}%F${us}%T${us}%r${us}%P${us}%q${us}%a${us}%N${us}%V${us}%S${us}%e${us}%M${us}%l${us}%D${us}%C${us}%b${us}%Z${us}%j" 2>&1); qs=$?
# Names of QoS and TRES cost slurmdbd one more request each: only where a job may have come to its end.
record=$(printf '%s\n' "$q" | awk -F"$us" -v ids="$ids" '
  $3 ~ /^(PENDING|CONFIGURING|RUNNING|SUSPENDED)$/ { live[$2] }
  END {
    for (n = split(ids, asked, ","); n; n--) { sub(/[^0-9].*/, "", asked[n]); if (!(asked[n] in live)) exit }
    print "sacct brief"
  }')
names=; [ "$record" ] || { record=sacct; names=yes; }
a=$(sacct -n -P -D --delimiter="$us" -S 2000-01-01 -j "$ids" \
  -o "JobID,State,ExitCode,Submit,Start,End,ElapsedRaw,TimelimitRaw,Partition,${names:+QOS,}Account,NodeList,AllocCPUS,${names:+AllocTRES,}WorkDir,JobName" 2>&1); as=$?
printf '@aifactory squeue\n%s\n@aifactory status %s\n' "$q" "$qs"
printf '@aifactory %s\n%s\n@aifactory status %s\n' "$record" "$a" "$as"
# Of whom scontrol must be asked, and of whom enough is known: of one that failed sacct may have the wrong status.
found=$(printf '%s\n@\n%s\n' "$a" "$q" | awk -F"$us" '
  $0 == "@" { live = 1; next }
  $1 !~ /^[0-9]/ || NF < 3 { next }
  { base = $1; sub(/[^0-9].*/, "", base); known[base] }
  !live && $2 == "FAILED" { failed[base] }
  !live && $2 !~ /^(PENDING|RUNNING|SUSPENDED|REQUEUED|PREEMPTED)/ { recorded[$1] }
  live && $3 ~ /^(COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL|BOOT_FAIL|DEADLINE|OUT_OF_MEMORY)$/ && !($1 in recorded) { open[$2] }
  END { for (id in open) if (n++ < 50) printf "%s ", id; printf "|"; for (id in known) if (!(id in failed)) printf " %s", id; print " " }')
known=${found#*|}
printf '@aifactory scontrol\n'
[ "$qs" != 0 ] || for id in ${found%%|*}; do scontrol -o show job "$id" 2>&1; done
printf '@aifactory status 0\n@aifactory ended\n'
# The tasks that began: each has a line there.
began() {
  [ -d "$2" ] || return 0
  printf '%s %s ' "$1" "$3"
  [ ! -s "$2/ended" ] || awk '!($1 in seen) { seen[$1]; printf "%s,", $1 }' "$2/ended"
  echo
}
own() { case $known in *" $1 "*) ;; *) [ ! -s "$2/ended" ] || tail -n 20000 -- "$2/ended" | sed "s/^/$1 /" ;; esac; }
)sh";

// A lost answer may be settled weeks later, so sacct is asked too. Where there is no accounting squeue is enough; where
// one of them cannot answer now, nothing is certain.
constexpr std::string_view find = R"sh(
user=$(id -un) || exit 1
found=$(squeue --local -h -a -t all -u "$user" -n "$name" -o %F) || exit 1
if [ -z "$found" ] && command -v sacct >/dev/null 2>&1; then
  found=$(sacct -n -P -X -u "$user" --name "$name" -S now-30days -o JobID 2>&1) ||
    case $found in *disabled*) found= ;; *) printf '%s\n' "$found" >&2; exit 1 ;; esac
fi
printf '%s\n' "$found" | sed -n 's/^\([0-9][0-9]*\).*/\1/p' | sort -n | head -n 1
)sh";

std::vector<std::string> ids_of(std::span<const Scheduler::Asked> jobs) {
  std::vector<std::string> ids;
  for (const auto& job : jobs)
    if (is_id(job.id)) ids.push_back(job.id);
  return ids;
}

}  // namespace

std::string preamble() {
  return std::string(formats) + std::string(path);
}

bool is_id(std::string_view id) {
  return !id.empty() && std::isdigit(static_cast<unsigned char>(id[0])) &&
         std::ranges::all_of(id, [](unsigned char c) { return std::isdigit(c) || c == '_' || c == '+'; });
}

std::string submit_text(const Submission& submission) {
  const auto options = shell_join(submission.options);
  const auto name = shell_quote("--job-name=" + submission.job_name);
  if (submission.ask == Ask::estimate)
    return fmt::format("{}sbatch --test-only {} {} 2>&1\n", preamble(), options, name);
  // "4711" or "4711;cluster", perhaps after lines of a site's submit plugin. A lost connection must not kill sbatch
  // between the request and its answer. The job inherits what is exported here: the user's locale and time zone stay.
  return fmt::format(
      "{}cd {} || exit 73\n"
      "trap '' HUP INT TERM PIPE\n"
      "answer=$(sbatch --parsable {} {} {} </dev/null) || exit\n"
      "answer=$(printf '%s\\n' \"$answer\" | tail -n 1)\n"
      "printf '%s\\n' \"${{answer%%;*}}\"\n",
      path, shell_quote(submission.run_folder), options, name, shell_quote(submission.script));
}

std::string query_text(std::span<const Scheduler::Asked> jobs) {
  auto text = fmt::format("{}ids={}{}", preamble(), shell_quote(join(ids_of(jobs), ",")), query);
  for (const auto& job : jobs)
    if (is_id(job.id) && !job.run_folder.empty())
      text += fmt::format("own {} {}\n", job.id.substr(0, job.id.find_first_of("_+")), shell_quote(job.run_folder));
  text += "printf '@aifactory status 0\\n@aifactory began\\n'\n";
  for (const auto& job : jobs)
    if (is_id(job.id) && !job.run_folder.empty() && !job.array.empty())
      text += fmt::format("began {} {} {}\n", job.id, shell_quote(job.run_folder), shell_quote(job.array));
  return text + "printf '@aifactory status 0\\n'\n";
}

std::string find_text(std::string_view job_name) {
  return fmt::format("{}name={}{}", preamble(), shell_quote(job_name), find);
}

// Each word costs the controller one request: tasks of one array go as "46_[1,3]".
std::string cancel_text(std::span<const Scheduler::Asked> jobs) {
  std::vector<std::string> words;
  std::map<std::string, std::vector<std::string>> tasks;
  for (const auto& id : ids_of(jobs))
    if (const auto bar = id.find('_'); bar == id.npos)
      words.push_back(id);
    else
      tasks[id.substr(0, bar)].push_back(id.substr(bar + 1));
  for (const auto& [array, numbers] : tasks)
    words.push_back(fmt::format("{}_[{}]", array, join(numbers, ",")));
  return fmt::format("{}scancel {}\n", preamble(), shell_join(words));
}

}  // namespace aifactory::scheduler::slurm
