// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"

#include "scheduler/slurm/commands.hpp"

#include <fmt/format.h>

namespace aifactory::scheduler::slurm {

namespace {

// Only what bears on this job is asked: the limits of its queue while it waits or when it ran out of time, reservations
// when nodes are not to be had. A database that is away must not hold up the rest.
constexpr std::string_view evidence = R"sh(
limit=
command -v timeout >/dev/null 2>&1 && limit='timeout 20'
show() { printf '@aifactory %s\n' "$1"; shift; "$@" 2>&1 | head -n 20; printf '@aifactory end\n'; }
fact() { printf '%s\n' "$queued" | sed -n "1s/.* $1=\([^ ]*\).*/\1/p"; }
queued=$($limit squeue -h -a -t all -j "$id" -o 'JobId=%i State=%T Partition=%P QOS=%q Account=%a TimeLimit=%l Nodes=%D CPUs=%C Start=%S Priority=%Q Dependency=%E Reason=%r' 2>&1)
show squeue printf '%s\n' "$queued"
recorded=$($limit sacct -P -D -S 2000-01-01 -j "$id" -o JobID,State,ExitCode,DerivedExitCode,Elapsed,Timelimit,ReqMem,MaxRSS,NodeList,Partition,QOS,Account 2>&1)
show sacct printf '%s\n' "$recorded"
detail() { $limit scontrol -o show job "$id" 2>/dev/null | head -n 1 | tr ' ' '\n' |
  grep -E '^(JobState|Reason|Dependency|ExitCode|DerivedExitCode|Restarts|StartTime|EndTime|Deadline|NodeList|ReqTRES|TRES|MinMemoryNode|MinMemoryCPU|Comment|AdminComment|SystemComment|FailedNode)=.' | grep -v '=(null)$' | paste -sd' ' -; }
show 'scontrol show job' detail
rules() { $limit scontrol -o show partition "$partition" 2>&1 | tr ' ' '\n' |
  grep -E '^(PartitionName|State|AllowAccounts|AllowQos|MaxTime|MaxNodes|MinNodes|TotalNodes|TotalCPUs|slurm.*)=' | paste -sd' ' -; }
state=$(fact State) partition=$(fact Partition) qos=$(fact QOS) account=$(fact Account) depends=$(fact Dependency)
if [ -z "$partition" ]; then
  last=$(printf '%s\n' "$recorded" | sed -n 2p)
  state=$(printf '%s' "$last" | cut -d'|' -f2) partition=$(printf '%s' "$last" | cut -d'|' -f10)
  qos=$(printf '%s' "$last" | cut -d'|' -f11) account=$(printf '%s' "$last" | cut -d'|' -f12)
fi
case $state in
  PENDING | REQUEUED | REQUEUE_HOLD | TIMEOUT | DEADLINE)
    [ -z "$partition" ] || case $partition in *,*) ;; *) show 'scontrol show partition' rules ;; esac
    [ -z "$qos" ] || show 'sacctmgr show qos' $limit sacctmgr -P show qos where name="$qos" format=Name,Flags,MaxWall,MaxTRES,MaxTRESPU,MinTRES,GrpTRES,GrpJobs,GrpSubmit,MaxJobsPU,MaxSubmitPU ;;
esac
case $queued in
  *Reason=Assoc*)
    rules() { $limit sacctmgr -P show assoc where account="$account" format=Account,User,GrpTRES,GrpTRESMins,GrpJobs,GrpSubmit,MaxJobs,MaxSubmit,MaxWall,MaxTRES 2>&1 |
      awk -F'|' -v me="$(id -un)" 'NR == 1 || $2 == "" || $2 == me'; }
    show 'sacctmgr show assoc' rules ;;
  *Reason=Priority* | *Reason=Resources*)
    before() { $limit squeue -h -a -t PD -p "$partition" -o %Q | awk -v mine="$(fact Priority)" '$1 + 0 > mine + 0 { n++ } END { print n + 0 }'; }
    show 'jobs before it' before ;;
  *Reason=ReqNode* | *Reason=Nodes*) show 'scontrol show reservation' $limit scontrol -o show reservation ;;
esac
others=$(printf '%s\n' "$depends" | tr ',?' '\n\n' | sed -n 's/^[a-z]*:\([0-9_]*\).*/\1/p' | head -n 10 | paste -sd, -)
# The record is late: what the queue has of them counts.
waited_for() {
  { $limit squeue -h -a -t all -j "$others" -o '%i|%j|%T|' 2>/dev/null; echo @
    $limit sacct -n -P -X -S 2000-01-01 -j "$others" -o JobID,JobName,State,ExitCode 2>&1; } |
    awk -F'|' 'BEGIN { print "JobID|JobName|State|ExitCode" }
      $0 == "@" { record = 1; next } record && $1 in live { next } { if (!record) live[$1]; print }'
}
[ -z "$others" ] || show 'squeue and sacct, of the jobs it depends on' waited_for
)sh";

}  // namespace

std::string evidence_text(std::string_view id) {
  return fmt::format("{}id={}{}", preamble(), shell_quote(id), evidence);
}

}  // namespace aifactory::scheduler::slurm
