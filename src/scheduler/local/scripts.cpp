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
run=$1 name=$2 script=$3 limit=$4 tasks=$5 cpus=$6 out=$7 err=$8 grace=$9
cd "$run" || exit 73
umask 077
mkdir -p .batch || exit 73
put() { printf '%s\n' "$2" >".batch/.$1.$$" && mv -f ".batch/.$1.$$" ".batch/$1"; }
own_group() {
  if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
  exec perl -e 'use POSIX; POSIX::setsid(); exec @ARGV or exit 127' "$@"
}
put supervisor "$$ $(start_of $$)"
numbers=${run%/*}/.numbers
mkdir -p "$numbers" || exit 73
number=$(cat "$numbers/.last" 2>/dev/null); number=$((${number:-0} + 1))
until (set -C; printf '%s\n' "$run" >"$numbers/$number") 2>/dev/null; do
  [ -e "$numbers/$number" ] || exit 73
  number=$((number + 1))
done
printf '%s\n' "$number" >"$numbers/.last.$$" && mv -f "$numbers/.last.$$" "$numbers/.last"
(set -C; printf '%s\n' "$number" >.batch/id) 2>/dev/null || exit 0

host=$(hostname 2>/dev/null || uname -n)
if command -v nproc >/dev/null 2>&1; then all=$(nproc); else all=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1); fi
export SLURM_JOB_ID="$number" SLURM_JOBID="$number" SLURM_JOB_NAME="$name" SLURM_SUBMIT_DIR="$run" SLURM_NTASKS="$tasks" \
  SLURM_NPROCS="$tasks" SLURM_CPUS_ON_NODE="$all" SLURM_JOB_NUM_NODES=1 SLURM_NNODES=1 SLURM_PROCID=0 SLURM_LOCALID=0 \
  SLURM_NODEID=0 SLURM_JOB_NODELIST="$host" SLURM_NODELIST="$host" SLURMD_NODENAME="$host" SLURM_SUBMIT_HOST="$host" \
  SLURM_JOB_PARTITION=local SLURM_CLUSTER_NAME=local SLURM_TASKS_PER_NODE="$tasks" SLURM_JOB_START_TIME="$(date +%s)"
unset SLURM_CPUS_PER_TASK
[ "$cpus" = 0 ] || export SLURM_CPUS_PER_TASK="$cpus"

shell=$(command -v bash || command -v sh)
(own_group "$shell" "$script") </dev/null >"$out" 2>"$err" &
job=$!
end_group() { kill -s "$1" -- "-$job" 2>/dev/null || kill -s "$1" "$job" 2>/dev/null; }
soften() { end_group TERM; (own_group sh -c "sleep $grace; kill -s KILL -- -$job") & softener=$!; }
clock= softener= cancelled=
trap 'cancelled=1; [ -n "$softener" ] || soften' TERM INT
trap '' HUP
put job "$job $(start_of $job)"
put started "$(date +%s)"
[ ! -e .batch/cancel ] || { cancelled=1; soften; }
if [ "$limit" != 0 ]; then
  (own_group sh -c "sleep $limit; : >.batch/timeout; kill -s TERM -- -$job; sleep $grace; kill -s KILL -- -$job") &
  clock=$!
fi
wait "$job"; status=$?
while kill -0 "$job" 2>/dev/null; do wait "$job"; status=$?; done
end_group KILL
for timer in $clock $softener; do kill -s KILL -- "-$timer" 2>/dev/null || kill -s KILL "$timer" 2>/dev/null; done
state=FAILED
[ "$status" != 0 ] || state=COMPLETED
[ ! -e .batch/timeout ] || state=TIMEOUT
[ -z "$cancelled" ] || state=CANCELLED
put ended "$(date +%s) $status $state"
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

// Alive is looked at before the ending: a job that ends in between is then seen as ended, never as lost.
const std::string_view look = R"sh(
look() {
  cd "$1" 2>/dev/null && [ "$(cat .batch/id 2>/dev/null)" = "$2" ] || return 0
  alive=no
  if is_alive .batch/supervisor; then alive=yes; elif is_alive .batch/job; then alive=orphan; fi
  printf 'job %s\nalive %s\nnow %s\nhost %s\n' "$2" "$alive" "$(date +%s)" "$(hostname 2>/dev/null || uname -n)"
  for key in started ended; do
    [ ! -s ".batch/$key" ] || printf '%s %s\n' "$key" "$(cat ".batch/$key")"
  done
}
)sh";

const std::string_view stop = R"sh(
stop() {
  cd "$1" 2>/dev/null || return 0
  [ ! -e .batch/ended ] || return 0
  : >.batch/cancel
  if is_alive .batch/supervisor; then kill -TERM "$alive_pid"
  elif is_alive .batch/job; then kill -s TERM -- "-$alive_pid"; sleep 1; kill -s KILL -- "-$alive_pid" 2>/dev/null
  fi
  return 0
}
)sh";

}  // namespace aifactory::scheduler::local
