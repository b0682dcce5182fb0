# shellcheck shell=bash disable=SC2154  # choose_suite sets the variables that come from elsewhere
# The namespaces the cluster lives in. The host sees its processes, but none of its mounts; killing the first process ends all.

# memory_cgroup: two clusters name their nodes, users and jobs alike, so each gets a subtree of its own.
memory_cgroup() {
    printf '/sys/fs/cgroup/memory/aifactory-%s-%s\n' "$suite" "$port_sshd"
}

# A port that answers although we are not up belongs to somebody else; daemons would fail over it one by one.
need_free_ports() {
    local port
    for port in "$port_sshd" "$port_maxsessions2" "$port_dropbear" "$port_rest" "$port_slurmctld" \
        "$port_slurmdbd" "$((port_slurmd + 1))" "$((port_slurmd + 2))" "$((port_slurmd + 3))" "$((port_slurmd + 4))"; do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            die "port $port is taken by another program (set AIFACTORY_CLUSTER_PORT_BASE)"
        fi
    done
}

start_namespace() {
    local cgroup=
    need_free_ports
    if has_memory_cgroup; then
        cgroup=$(memory_cgroup)
        mkdir -p "$cgroup"
    fi
    # Own session and no inherited descriptor: it must survive a terminal and keep neither a pipe nor our lock open.
    setsid unshare --mount --pid --uts --fork --kill-child "$here/lib/init" "$cluster_root" "$cluster_hostname" "$cgroup" \
        </dev/null >"$cluster_dir/init.log" 2>&1 9>&- &
    wait_until 10 "the namespace" record_init $! || { kill -KILL $!; cat "$cluster_dir/init.log"; return 1; }
}

# record_init UNSHARE_PID: its only child is process 1 inside, and is ready once it has changed its root.
record_init() {
    local pid
    pid=$(cat "/proc/$1/task/$1/children" 2>/dev/null) && [ -n "$pid" ] || return 1
    echo "${pid% }" >"$cluster_dir/init.pid"
    cluster_pid >/dev/null
}

stop_namespace() {
    local pid
    if pid=$(cluster_pid); then
        kill -KILL "$pid"
        wait_until 10 "the end of the namespace" namespace_is_gone "$pid"
    fi
    rm -f "$cluster_dir/init.pid"
    remove_memory_cgroup
}

namespace_is_gone() {
    [ ! -e "/proc/$1" ]
}

# A cgroup can be removed once its last process is gone, children first; that may take a moment.
remove_memory_cgroup() {
    local cgroup
    cgroup=$(memory_cgroup)
    [ ! -d "$cgroup" ] || wait_until 5 "the removal of $cgroup" remove_cgroup_tree "$cgroup"
}

remove_cgroup_tree() {
    find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
    [ ! -d "$1" ]
}
