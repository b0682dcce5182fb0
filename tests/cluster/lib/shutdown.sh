# shellcheck shell=bash disable=SC2154  # choose_suite sets the variables that come from elsewhere
# How a cluster ends: politely, so that jobs, accounting and job numbers are there the next time, but in bounded time even
# when a daemon was left stopped or frozen.

stop_cluster() {
    local daemon
    if cluster_pid >/dev/null; then
        end_jobs || true
        for daemon in sshd dropbear slurmrestd slurmd slurmctld slurmdbd mariadbd; do
            guest daemon stop "$daemon" || true
        done
    fi
    stop_namespace
}

# Jobs outlive slurmd by design, and would be found dead the next time.
end_jobs() {
    local jobs
    guest daemon ready slurmctld >/dev/null 2>&1 || return 0
    mapfile -t jobs < <(enter_cluster timeout 5 squeue --noheader --format=%A)
    [ "${#jobs[@]}" != 0 ] || return 0
    enter_cluster timeout 5 scancel "${jobs[@]}"
    wait_until 8 "the end of all jobs" no_job_is_left
}

no_job_is_left() {
    [ -z "$(enter_cluster timeout 5 squeue --noheader)" ]
}
