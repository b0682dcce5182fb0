# SPDX-License-Identifier: Apache-2.0
# sh sampler.sh SECONDS PID: measures this node beside a job. Appends JSON lines to $AIFACTORY_RUN_DIR/sampler/NODE.jsonl
# until the process PID is gone (0: until it is told to end). It writes nothing else, and its failure is nobody's: what is
# missing is left out. A look costs one fork (sleep); all numbers are read by the shell itself. Only on a user's own
# machine, where no control group is the job's, a look sums up the job's processes (cat, awk).
#
# "time" is in seconds since 1970, "step" in seconds since the first look; every other name carries its unit. "job_" is
# what the job's control group (or its processes) say, "node_" the whole machine, "gpuN_" number N of nvidia-smi or of
# the amdgpu driver. After an hour looks are a minute apart, so that a week stays small.
interval=$1 watched=$2
LC_ALL=C
export LC_ALL
set -f
umask 027
trap '' HUP USR1 USR2
[ -r /proc/uptime ] && mkdir -p "$AIFACTORY_RUN_DIR/sampler" && cd "$AIFACTORY_RUN_DIR/sampler" || exit 0
node=${SLURMD_NODENAME:-$(uname -n)}
case $node in '' | .* | *[!A-Za-z0-9._-]*) node=node ;; esac
file=$node${SLURM_ARRAY_TASK_ID:+.task$SLURM_ARRAY_TASK_ID}.jsonl
main=$$ readers=

# Hundredths of a second since boot; the calendar is asked once.
clock() { read -r ticks _ </proc/uptime; ticks=${ticks%.*}${ticks#*.}; }
clock
first=$ticks wall=$(date +%s)
moment() { clock; step=$(((ticks - first) / 100)) now=$((wall + (ticks - first) / 100)); }

goes_on() { [ "$watched" = 0 ] || kill -0 "$watched" 2>/dev/null; }
is_whole() { case $1 in '' | *[!0-9]*) return 1 ;; esac; }
is_number() { case $1 in '' | *[!0-9.]* | *.*.* | .* | *.) return 1 ;; esac; }
record=
add() { ! is_number "$2" || record="$record, \"$1\": $2"; }
# The value is in thousandths.
add_thousandths() { fraction=$(($2 % 1000 + 1000)); add "$1" "$(($2 / 1000)).${fraction#1}"; }
# A line that broke off (disk full, quota) is closed before the next one.
gap=
put() {
  [ -n "$record" ] || return 0
  if printf '%b{"step": %s, "time": %s%s}\n' "$gap" "$step" "$now" "$record" 2>/dev/null >>"$file"; then gap=; else gap='\n'; fi
  record=
}
value_of() { value=; [ ! -r "$1" ] || read -r value 2>/dev/null <"$1" || :; }

# --- graphics processors ---
nvidia_line() {
  add "gpu$1_busy_percent" "$2"
  ! is_whole "$3" || add "gpu$1_memory_bytes" "$(($3 * 1048576))"
  ! is_whole "$4" || add "gpu$1_memory_total_bytes" "$(($4 * 1048576))"
  add "gpu$1_power_watts" "$5"
  add "gpu$1_temperature_celsius" "$6"
  put
}
# A line a processor, in rounds; the first line of all is the number of the process that writes them.
read_nvidia() {
  read -r smi || exit 0
  trap 'kill "$smi"; exit 0' TERM
  lowest= last=-60
  while IFS=, read -r index busy used total power heat; do
    index=${index# }
    is_whole "$index" || continue
    if [ "$index" = "${lowest:=$index}" ]; then
      goes_on && kill -0 "$main" 2>/dev/null || { kill "$smi"; exit 0; }
      moment
      wanted=no
      [ "$step" -lt 3600 ] || [ "$step" -ge "$((last + 60))" ] && wanted=yes last=$step
    fi
    [ "$wanted" = no ] || nvidia_line "$index" "${busy# }" "${used# }" "${total# }" "${power# }" "${heat# }"
  done
}
# Started once, with its own loop. Where the node shows all its processors, CUDA_VISIBLE_DEVICES names the job's.
start_nvidia() {
  command -v nvidia-smi >/dev/null 2>&1 || return 0
  ids=${CUDA_VISIBLE_DEVICES:-}
  case $ids in *[!0-9,]*) ids= ;; esac
  sh -c 'echo "$$"; exec nvidia-smi "$@"' sh ${ids:+-i "$ids"} --format=csv,noheader,nounits --loop="$interval" \
    --query-gpu=index,utilization.gpu,memory.used,memory.total,power.draw,temperature.gpu </dev/null 2>/dev/null |
    read_nvidia &
  readers=$!
}

# The kernel's amdgpu driver says it in files; rocm-smi would start Python at every look, and serves only without them.
amd_cards=
find_amd() {
  set +f
  for card in /sys/class/drm/card[0-9]*; do
    [ ! -r "$card/device/gpu_busy_percent" ] || amd_cards="$amd_cards $card/device"
  done
  set -f
}
amd_sensor() {
  value_of "$2/power1_average"
  is_whole "$value" || value_of "$2/power1_input"
  ! is_whole "$value" || add_thousandths "gpu$1_power_watts" "$((value / 1000))"
  value_of "$2/temp1_input"
  ! is_whole "$value" || add_thousandths "gpu$1_temperature_celsius" "$value"
}
amd() {
  number=0
  for card in $amd_cards; do
    value_of "$card/gpu_busy_percent"; add "gpu${number}_busy_percent" "$value"
    value_of "$card/mem_info_vram_used"; add "gpu${number}_memory_bytes" "$value"
    value_of "$card/mem_info_vram_total"; add "gpu${number}_memory_total_bytes" "$value"
    set +f
    for sensor in "$card"/hwmon/hwmon*; do amd_sensor "$number" "$sensor"; done
    set -f
    number=$((number + 1))
  done
}
rocm_last=-60
rocm() {
  [ "$step" -ge "$((rocm_last + 60))" ] || return 0
  rocm_last=$step
  record=$record$(rocm-smi --showuse --showmeminfo vram --showpower --showtemp --csv 2>/dev/null </dev/null | awk -F, '
    $1 == "device" { for (i = 2; i <= NF; i++) {
        if ($i ~ /^GPU use/) name[i] = "busy_percent"
        else if ($i ~ /^VRAM Total Used/) name[i] = "memory_bytes"
        else if ($i ~ /^VRAM Total Memory/) name[i] = "memory_total_bytes"
        else if ($i ~ /Package Power \(W\)/) name[i] = "power_watts"
        else if ($i ~ /^Temperature \(Sensor (edge|junction)\)/ && !heat) heat = i } next }
    /^card[0-9]+,/ { n = substr($1, 5); if (heat) name[heat] = "temperature_celsius"
      for (i in name) if ($i ~ /^[0-9]+(\.[0-9]+)?$/) printf ", \"gpu%d_%s\": %s", n, name[i], $i }')
}

# --- processors and memory ---
# The folders of the job's control group, of version 2 or of either controller of version 1.
group= cpu_group= memory_group=
find_groups() {
  while IFS=: read -r _ controllers path; do
    case $path in */job_*) ;; *) continue ;; esac
    rest=${path#*/job_}
    path=${path%%/job_*}/job_${rest%%/*}
    case ,$controllers, in
      ,,) group=/sys/fs/cgroup$path ;;
      *,memory,*) memory_group=/sys/fs/cgroup/memory$path ;;
      *,cpuacct,*) cpu_group=/sys/fs/cgroup/$controllers$path ;;
    esac
  done </proc/self/cgroup
  [ -r "$group/cpu.stat" ] || [ -r "$group/memory.current" ] || group=
  [ -r "$cpu_group/cpuacct.usage" ] || cpu_group=
  [ -r "$memory_group/memory.usage_in_bytes" ] || memory_group=
}
# Of `site: local`: all that descends from the job's shell, or is of its session. What ended is in its parent's times.
tree= tree_micros= tree_bytes=
find_tree() {
  [ -z "$group$cpu_group$memory_group" ] && [ "$watched" != 0 ] || return 0
  [ "${SLURM_CLUSTER_NAME:-}/${SLURM_JOB_PARTITION:-}" = local/local ] || return 0
  tree=$watched tick=$((1000000 / $(getconf CLK_TCK || echo 100))) page=$(getconf PAGESIZE || echo 4096)
}
read_tree() {
  set +f
  sums=$(cat /proc/[0-9]*/stat 2>/dev/null | awk -v job="$tree" -v tick="$tick" -v page="$page" '
    { pid = $1 + 0; sub(/^.*[)] /, ""); up[pid] = $2 + 0; session[pid] = $4 + 0
      used[pid] = $12 + $13 + $14 + $15; held[pid] = $22 }
    END {
      for (pid in up) {
        for (at = pid; at in up && at != job && session[at] != job && ++steps[pid] < 1000; at = up[at]);
        if (at == job || at in up && session[at] == job) { ticks += used[pid]; pages += held[pid] }
      }
      printf "%.0f %.0f", ticks * tick, pages * page }')
  set -f
  tree_micros=${sums% *} tree_bytes=${sums#* }
}
# number_in FILE NAME: of a line "NAME NUMBER".
number_in() {
  value=
  while read -r name number_read _; do
    [ "$name" != "$2" ] || { value=$number_read; return 0; }
  done 2>/dev/null <"$1"
}
cpu_micros() {
  value=
  if [ -n "$group" ]; then number_in "$group/cpu.stat" usage_usec
  elif [ -n "$cpu_group" ]; then value_of "$cpu_group/cpuacct.usage"; ! is_whole "$value" || value=$((value / 1000))
  elif [ -n "$tree" ]; then value=$tree_micros
  fi
}
old_micros= old_busy= old_all= old_ticks=
cpu() {
  cpu_micros
  if is_whole "$value"; then
    [ -z "$old_micros" ] || [ "$ticks" = "$old_ticks" ] ||
      add_thousandths job_cpu_cores "$(((value - old_micros) / (10 * (ticks - old_ticks))))"
    old_micros=$value
  fi
  read -r _ user nice system idle wait irq softirq steal _ </proc/stat
  busy=$((user + nice + system + irq + softirq + ${steal:-0}))
  all=$((busy + idle + wait))
  [ -z "$old_all" ] || [ "$all" -le "$old_all" ] || add_thousandths node_cpu_cores "$(((busy - old_busy) * cpus * 1000 / (all - old_all)))"
  old_busy=$busy old_all=$all
}
# Pages of files that nobody uses do not count: the kernel gives them up before it kills anybody.
memory() {
  used= value_of_limit= value=
  if [ -r "$group/memory.current" ]; then
    value_of "$group/memory.current"; used=$value
    number_in "$group/memory.stat" inactive_file
    value_of_limit=$group/memory.max
  elif [ -n "$memory_group" ]; then
    value_of "$memory_group/memory.usage_in_bytes"; used=$value
    number_in "$memory_group/memory.stat" total_inactive_file
    value_of_limit=$memory_group/memory.limit_in_bytes
  elif [ -n "$tree" ]; then used=$tree_bytes
  fi
  if is_whole "$used"; then
    add job_memory_bytes "$((used - ${value:-0}))"
    value_of "$value_of_limit"
    ! is_whole "$value" || [ "${#value}" -gt 15 ] || add job_memory_limit_bytes "$value"
  fi
  number_in /proc/meminfo MemTotal: && total=$value
  number_in /proc/meminfo MemAvailable:
  ! is_whole "$value" || { add node_memory_bytes "$(((total - value) * 1024))"; add node_memory_total_bytes "$((total * 1024))"; }
}

# --- disks and networks of the node ---
old_read= old_received= old_in=
per_second() { [ "$ticks" -le "$old_ticks" ] || [ "$2" -lt "$3" ] || add "$1" "$((($2 - $3) * 100 / (ticks - old_ticks)))"; }
disks() {
  got=0 gave=0
  while read -r _ _ name _ _ in _ _ _ out _; do
    case $name in loop* | ram* | zram* | dm-* | md* | sr*) continue ;; esac
    [ ! -d "/sys/block/$name" ] || got=$((got + in)) gave=$((gave + out))
  done 2>/dev/null </proc/diskstats
  [ -z "$old_read" ] || {
    per_second node_disk_read_bytes_per_second "$((got * 512))" "$((old_read * 512))"
    per_second node_disk_write_bytes_per_second "$((gave * 512))" "$((old_written * 512))"
  }
  old_read=$got old_written=$gave
}
networks() {
  got=0 gave=0
  while IFS=' :' read -r name in _ _ _ _ _ _ _ out _; do
    case $name in lo | docker* | veth* | br* | virbr* | bond* | *'|'*) continue ;; esac
    ! is_whole "$in" || ! is_whole "$out" || got=$((got + in)) gave=$((gave + out))
  done 2>/dev/null </proc/net/dev
  [ -z "$old_received" ] || {
    per_second node_network_receive_bytes_per_second "$got" "$old_received"
    per_second node_network_send_bytes_per_second "$gave" "$old_sent"
  }
  old_received=$got old_sent=$gave
}
# Counted in words of four bytes; what goes there does not show in the networks above.
infiniband() {
  got=0 gave=0 found=
  set +f
  for port in /sys/class/infiniband/*/ports/*/counters; do
    value_of "$port/port_rcv_data"; ! is_whole "$value" || found=1 got=$((got + value * 4))
    value_of "$port/port_xmit_data"; ! is_whole "$value" || gave=$((gave + value * 4))
  done
  set -f
  [ -n "$found" ] || return 0
  [ -z "$old_in" ] || {
    per_second node_infiniband_receive_bytes_per_second "$got" "$old_in"
    per_second node_infiniband_send_bytes_per_second "$gave" "$old_out"
  }
  old_in=$got old_out=$gave
}

look() {
  moment
  record=
  [ -z "$tree" ] || read_tree
  cpu
  memory
  disks
  networks
  infiniband
  if [ -n "$amd_cards" ]; then amd
  elif [ -n "$rocm" ]; then rocm
  fi
  old_ticks=$ticks
}

cpus=0
while read -r name _; do case $name in cpu[0-9]*) cpus=$((cpus + 1)) ;; esac; done </proc/stat
find_groups
find_tree
find_amd
rocm=
[ -n "$amd_cards" ] || command -v nvidia-smi >/dev/null 2>&1 || rocm=$(command -v rocm-smi)
sleeper=
trap 'kill $sleeper $readers 2>/dev/null; exit 0' TERM INT
start_nvidia
old_ticks=$ticks
look
add cpu_count "$cpus"
put
pause=1
while goes_on; do
  sleep "$pause" &
  sleeper=$!
  wait "$sleeper"
  goes_on || break
  look
  put
  [ "$pause" -ge "$interval" ] || pause=$((pause * 2 < interval ? pause * 2 : interval))
  [ "$step" -lt 3600 ] || [ "$interval" -ge 60 ] || pause=60
done
kill $readers 2>/dev/null
exit 0
