# shellcheck shell=bash disable=SC2034,SC2154  # its variables are for others; $here is where the command lies
# What every command here must know of a cluster: its folder, its ports, its first process, and how to run something in it.

cluster_suites="bookworm trixie"

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# choose_suite SUITE: sets the variables that name one cluster. Everything it owns lives below $cluster_dir, but for the
# package cache, which outlives a purge.
choose_suite() {
    local checkout base
    case $1 in
        bookworm) base=${AIFACTORY_CLUSTER_PORT_BASE:-22100} rest_version=v0.0.38 ;;
        trixie) base=$((${AIFACTORY_CLUSTER_PORT_BASE:-22100} + 100)) rest_version=v0.0.42 ;;
        *) die "unknown suite '$1' (known: $cluster_suites)" ;;
    esac
    suite=$1
    checkout=$(cd "$here/../.." && pwd)
    cluster_base=$(realpath -m -- "${AIFACTORY_CLUSTER_DIR:-$checkout/build/cluster}")
    cluster_dir=$cluster_base/$suite
    cluster_root=$cluster_dir/root
    cluster_cache=$(realpath -m -- "${AIFACTORY_CLUSTER_CACHE:-$cluster_base/cache}")
    cluster_log=$cluster_dir/up.log
    cluster_hostname=glogin1
    port_sshd=$base
    port_maxsessions2=$((base + 1))
    port_dropbear=$((base + 2))
    port_rest=$((base + 3))
    port_slurmctld=$((base + 10))
    port_slurmdbd=$((base + 11))
    port_slurmd=$((base + 20)) # +1 to +4: one for each node
}

# Namespaces and foreign users need root.
need_root() {
    [ "$(id -u)" = 0 ] || die "must be run as root (try: sudo -E $0)"
}

# lock_cluster: one up or down at a time for each suite; the lock ends with this process.
lock_cluster() {
    mkdir -p "$cluster_base"
    exec 9>"$cluster_base/$suite.lock"
    flock --wait 300 9 || die "another up or down of $suite has been running for 5 minutes"
}

# cluster_pid: prints the namespace's first process as the host sees it; fails when the cluster is not up. A process
# counts only if its root folder is ours, as process numbers are used again.
cluster_pid() {
    local pid
    pid=$(cat "$cluster_dir/init.pid" 2>/dev/null) || return 1
    [ "/proc/$pid/root" -ef "$cluster_root" ] || return 1
    printf '%s\n' "$pid"
}

# enter_cluster COMMAND...: runs a command as root inside, in a clean environment and without our lock, which a daemon
# started this way would keep.
enter_cluster() {
    local pid
    pid=$(cluster_pid) || die "$suite is not up (run tests/cluster/up $suite)"
    nsenter --target "$pid" --mount --uts --pid --root --wd -- \
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@" 9>&-
}

# guest SCRIPT ARGUMENT...: runs one of the scripts of guest/ inside.
guest() {
    local script=$1
    shift
    enter_cluster "/usr/local/lib/cluster/$script" "$@"
}

# wait_until SECONDS WHAT COMMAND...: polls until the command succeeds, and fails when the time is over.
wait_until() {
    local seconds=$1 what=$2 deadline=$((SECONDS + $1))
    shift 2
    until "$@"; do
        [ "$SECONDS" -le "$deadline" ] || { echo "$what: still not there after $seconds s"; return 1; }
        sleep 0.05
    done
}
