// SPDX-License-Identifier: Apache-2.0
#include "scheduler/local/scripts.hpp"

namespace aifactory::scheduler::local {

// Field 22 of /proc/PID/stat is the start in clock ticks since boot (proc(5)); elsewhere ps tells the second. A zombie
// has ended.
const std::string_view process_functions = R"sh(
start_of() {
  if [ -r /proc/self/stat ]; then
    sed -n 's/^.*) \([^ZX] .*\)/\1/p' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20 | sed 's/$/@'"$(cat /proc/sys/kernel/random/boot_id)"'/'
  else
    ps -o lstart= -p "$1" 2>/dev/null | tr -s ' ' '_'
  fi
}
is_alive() {
  read -r alive_pid alive_start <"$1" 2>/dev/null || return 1
  [ -n "$alive_pid" ] && [ -n "$alive_start" ] && [ "$(start_of "$alive_pid")" = "$alive_start" ]
}
)sh";

// A session of its own takes the job out of the terminal's reach, and makes its process group the thing to end. macOS
// has no setsid(1), but perl. The time limit's clock is a group of its own too, so that its sleep goes with it.
const std::string_view supervisor = R"sh(
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
cd "$run" || exit 73
own_umask=$(umask)
umask 077
mkdir -p .batch || exit 73
put() { printf '%s\n' "$2" >"$1.new" && mv -f "$1.new" "$1"; }
own_group() {
  if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
  exec perl -e 'use POSIX; POSIX::setsid(); exec @ARGV or exit 127' "$@"
}
new_number() {
  number=$(cat "$numbers/.last" 2>/dev/null); number=$((${number:-0} + 1))
  until (set -C; printf '%s\n' "$run" >"$numbers/$number") 2>/dev/null; do
    [ -e "$numbers/$number" ] || exit 73
    number=$((number + 1))
  done
  put "$numbers/.last" "$number"
}
put .batch/supervisor "$$ $(start_of $$)"
numbers=${run%/*}/.numbers
mkdir -p "$numbers" || exit 73
new_number
[ -z "$array" ] || put .batch/array "$array"
[ -z "$after" ] || put .batch/waiting Dependency
(set -C; printf '%s\n' "$number" >.batch/id) 2>/dev/null || exit 0

# Sets `state` to how job number $1 ended.
ending_of() {
  other=$(cat "$numbers/$1" 2>/dev/null)
  state=LOST
  while [ -n "$other" ] && [ ! -e .batch/cancel ]; do
    if [ -s "$other/.batch/ended" ]; then read -r _ _ state _ <"$other/.batch/ended"; return; fi
    is_alive "$other/.batch/supervisor" || [ -s "$other/.batch/ended" ] || return
    sleep 1
  done
}
never() { put .batch/ended "$(date +%s) 0 CANCELLED $1"; exit 0; }
wait_for_others() {
  trap : TERM INT
  for item in $after; do
    ending_of "${item#*:}"
    [ ! -e .batch/cancel ] || never
    case ${item%%:*}:$state in
      any:* | ok:COMPLETED) ;;
      ok:* | notok:COMPLETED | notok:LOST) never DependencyNeverSatisfied ;;
    esac
  done
  rm -f .batch/waiting
}

# Runs the job or one task of it, with all that is known of it in folder $1 and its output in files $2 and $3.
run_job() {
  at=$1
  export SLURM_JOB_ID="$number" SLURM_JOBID="$number" SLURM_JOB_START_TIME="$(date +%s)"
  # It is on record before it runs: a supervisor that is killed right now leaves no job that nobody knows.
  (self=$(exec sh -c 'echo "$PPID"'); put "$at/job" "$self $(start_of "$self")"; umask "$own_umask"; own_group "$shell" "$script") </dev/null >"$2" 2>"$3" &
  job=$!
  timers= softener= cancelled=
  trap 'cancelled=1; [ -n "$softener" ] || soften' TERM INT
  trap '' HUP
  put "$at/started" "$(date +%s)"
  if [ -e .batch/cancel ] || [ -e "$at/cancel" ]; then cancelled=1; soften; fi
  if [ "$limit" != 0 ]; then
    (own_group sh -c "sleep $limit; : >'$at/timeout'; kill -s TERM -- -$job; sleep $grace; kill -s KILL -- -$job") &
    timers=$!
    [ -z "$warning" ] || { (own_group sh -c "sleep $((limit - ${warning#* })); kill -s ${warning% *} $job") & timers="$timers $!"; }
  fi
  wait "$job"; status=$?
  while kill -0 "$job" 2>/dev/null; do wait "$job"; status=$?; done
  end_group KILL
  for timer in $timers $softener; do kill -s KILL -- "-$timer" 2>/dev/null || kill -s KILL "$timer" 2>/dev/null; done
  state=FAILED
  [ "$status" != 0 ] || state=COMPLETED
  [ ! -e "$at/timeout" ] || state=TIMEOUT
  [ -z "$cancelled" ] || state=CANCELLED
  put "$at/ended" "$(date +%s) $status $state"
}
end_group() { kill -s "$1" -- "-$job" 2>/dev/null || kill -s "$1" "$job" 2>/dev/null; }
soften() { end_group TERM; (own_group sh -c "sleep $grace; kill -s KILL -- -$job") & softener=$!; }

run_task() {
  trap : TERM INT
  mkdir -p ".batch/tasks/$1"
  runner=$(exec sh -c 'echo "$PPID"')
  put ".batch/tasks/$1/runner" "$runner $(start_of "$runner")"
  new_number
  export SLURM_ARRAY_TASK_ID="$1"
  run_job ".batch/tasks/$1" "$out$1$out_end" "$err$1$err_end"
}
# Takes one task after the other, as long as there are any.
work() {
  trap : TERM INT
  for task in $array; do
    [ ! -e .batch/cancel ] || return 0
    (set -C; : >".batch/tasks/$task.taken") 2>/dev/null || continue
    (run_task "$task")
  done
}
run_array() {
  mkdir -p .batch/tasks
  set -- $array
  export SLURM_ARRAY_JOB_ID="$number" SLURM_ARRAY_TASK_COUNT="$#" SLURM_ARRAY_TASK_MIN="$1" SLURM_ARRAY_TASK_STEP=1
  [ "$#" = 1 ] || SLURM_ARRAY_TASK_STEP=$(($2 - $1))
  for task in "$@"; do export SLURM_ARRAY_TASK_MAX="$task"; done
  slots=$at_once
  [ "$slots" != 0 ] || { slots=$((all / (tasks * (cpus > 0 ? cpus : 1)))); [ "$slots" -gt 0 ] || slots=1; }
  workers=
  trap '' HUP
  trap 'trap "" TERM; : >.batch/cancel; kill -s TERM 0' TERM INT
  while [ "$slots" -gt 0 ] && [ "$#" -gt 0 ]; do work & workers="$workers $!"; slots=$((slots - 1)); shift; done
  for worker in $workers; do while kill -0 "$worker" 2>/dev/null; do wait "$worker"; done; done
  state=COMPLETED
  cat .batch/tasks/*/ended | grep -qv ' COMPLETED$' && state=FAILED
  [ ! -e .batch/cancel ] || state=CANCELLED
  put .batch/ended "$(date +%s) 0 $state"
}

host=$(hostname 2>/dev/null || uname -n)
if command -v nproc >/dev/null 2>&1; then all=$(nproc); else all=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1); fi
export SLURM_JOB_NAME="$name" SLURM_SUBMIT_DIR="$run" SLURM_NTASKS="$tasks" \
  SLURM_NPROCS="$tasks" SLURM_CPUS_ON_NODE="$all" SLURM_JOB_NUM_NODES=1 SLURM_NNODES=1 SLURM_PROCID=0 SLURM_LOCALID=0 \
  SLURM_NODEID=0 SLURM_JOB_NODELIST="$host" SLURM_NODELIST="$host" SLURMD_NODENAME="$host" SLURM_SUBMIT_HOST="$host" \
  SLURM_JOB_PARTITION=local SLURM_CLUSTER_NAME=local SLURM_TASKS_PER_NODE="$tasks"
unset SLURM_CPUS_PER_TASK
[ "$cpus" = 0 ] || export SLURM_CPUS_PER_TASK="$cpus"
shell=$(command -v bash || command -v sh)
[ -z "$after" ] || wait_for_others
if [ -n "$array" ]; then run_array; else run_job .batch "$out$out_end" "$err$err_end"; fi
)sh";

const std::string_view launch = R"sh(
if [ ! -s .batch/id ]; then
  if command -v setsid >/dev/null 2>&1; then
    setsid sh -c "$@" </dev/null >/dev/null 2>&1 &
  else
    perl -e 'use POSIX; POSIX::setsid(); exec @ARGV or exit 127' sh -c "$@" </dev/null >/dev/null 2>&1 &
  fi
fi
looks=0
until [ -s .batch/id ]; do
  looks=$((looks + 1))
  [ "$looks" -le 100 ] || { echo 'the job did not start within 10 seconds' >&2; exit 75; }
  sleep 0.1 2>/dev/null || sleep 1
done
cat .batch/id
)sh";

// Alive is looked at before the ending: a job that ends in between is then seen as ended, never as lost. Tasks of an
// array that nobody has taken yet are told together, as Slurm does: "12_[4,5]".
const std::string_view look = R"sh(
tell() {
  printf 'job %s\nalive %s\nnow %s\nhost %s\n' "$1" "$3" "$now" "$host"
  for key in started waiting ended; do
    [ ! -s "$2/$key" ] || { read -r value <"$2/$key"; printf '%s %s\n' "$key" "$value"; }
  done
}
tell_tasks() {
  rest=
  for task in $(cat .batch/array); do
    at=.batch/tasks/$task task_alive=$alive
    if [ ! -e "$at.taken" ]; then rest=$rest,$task; continue; fi
    [ "$alive" = yes ] || ! is_alive "$at/job" || task_alive=orphan
    tell "$1_$task" "$at" "$task_alive"
  done
  [ -z "$rest" ] || tell "$1_[${rest#,}]" .batch "$alive"
}
look() {
  cd "$1" 2>/dev/null && [ "$(cat .batch/id 2>/dev/null)" = "$2" ] || return 0
  alive=no now=$(date +%s) host=$(hostname 2>/dev/null || uname -n)
  if is_alive .batch/supervisor; then alive=yes; elif is_alive .batch/job; then alive=orphan; fi
  if [ -s .batch/array ]; then tell_tasks "$2"; else tell "$2" .batch "$alive"; fi
}
)sh";

const std::string_view stop = R"sh(
stop() {
  cd "$1" 2>/dev/null || return 0
  [ ! -e .batch/ended ] || return 0
  : >.batch/cancel
  if is_alive .batch/supervisor; then kill -TERM "$alive_pid"; return 0; fi
  for job in .batch/job .batch/tasks/*/job; do
    ! is_alive "$job" || { kill -s TERM -- "-$alive_pid"; sleep 1; kill -s KILL -- "-$alive_pid" 2>/dev/null; }
  done
  return 0
}
stop_task() {
  cd "$1" 2>/dev/null && [ -s .batch/array ] && [ ! -e .batch/ended ] || return 0
  task=.batch/tasks/$2
  mkdir -p "$task" || return 73
  [ ! -e "$task/ended" ] || return 0
  : >"$task/cancel"
  # Who takes a task first, decides: one that nobody has begun ends here.
  if (set -C; : >"$task.taken") 2>/dev/null; then
    printf '%s 0 CANCELLED\n' "$(date +%s)" >"$task/ended.new" && mv -f "$task/ended.new" "$task/ended"
  elif is_alive "$task/runner"; then
    kill -TERM "$alive_pid"
  elif is_alive "$task/job"; then
    kill -s TERM -- "-$alive_pid"; sleep 1; kill -s KILL -- "-$alive_pid" 2>/dev/null
  fi
  return 0
}
)sh";

}  // namespace aifactory::scheduler::local
