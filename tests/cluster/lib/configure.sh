# shellcheck shell=bash disable=SC2154  # choose_suite sets the variables that come from elsewhere
# Writes the configuration of one cluster: the templates of etc/ into its root, and what clients must know beside it.

# has_memory_cgroup: a version 1 memory cgroup can be written here, so that Slurm can really kill for lack of memory.
has_memory_cgroup() {
    [ "${AIFACTORY_CLUSTER_CGROUP:-v1}" = v1 ] && [ -w /sys/fs/cgroup/memory/memory.limit_in_bytes ]
}

# configuration_key: changes when a running cluster no longer is what these scripts would make.
configuration_key() {
    { cat "$here"/lib/* "$here"/guest/* "$here"/etc/*; echo "$port_sshd" "${AIFACTORY_CLUSTER_CGROUP:-}"; } |
        sha256sum | cut -c1-12
}

is_configured() {
    [ "$(cat "$cluster_dir/configuration.key" 2>/dev/null)" = "$(configuration_key)" ]
}

# fill TEMPLATE TARGET MODE: copies a file of etc/ into the root with its @NAMES@ replaced.
fill() {
    local target=$cluster_root$2
    mkdir -p "$(dirname "$target")"
    sed -e "s|@HOSTNAME@|$cluster_hostname|g" \
        -e "s|@PORT_SLURMCTLD@|$port_slurmctld|g" \
        -e "s|@PORT_SLURMDBD@|$port_slurmdbd|g" \
        -e "s|@PORT_NODE1@|$((port_slurmd + 1))|g" -e "s|@PORT_NODE2@|$((port_slurmd + 2))|g" \
        -e "s|@PORT_NODE3@|$((port_slurmd + 3))|g" -e "s|@PORT_NODE4@|$((port_slurmd + 4))|g" \
        "$here/etc/$1" >"$target"
    chmod "$3" "$target"
}

configure_root() {
    mkdir -p "$cluster_root/usr/local/lib/cluster"
    install -m 0755 "$here"/guest/* "$cluster_root/usr/local/lib/cluster/"
    printf '%s=%s\n' port_sshd "$port_sshd" port_maxsessions2 "$port_maxsessions2" port_dropbear "$port_dropbear" \
        port_rest "$port_rest" rest_version "$rest_version" >"$cluster_root/usr/local/lib/cluster/ports"

    printf '127.0.0.1 localhost %s\n' "$cluster_hostname" >"$cluster_root/etc/hosts"
    fill mariadb.cnf /etc/mysql/cluster.cnf 0644
    fill pam-sshd /etc/pam.d/sshd 0644
    fill gres.conf /etc/slurm/gres.conf 0644
    fill slurmdbd.conf /etc/slurm/slurmdbd.conf 0600
    chroot "$cluster_root" chown slurm:slurm /etc/slurm/slurmdbd.conf

    fill slurm.conf /etc/slurm/slurm.conf 0644
    if has_memory_cgroup; then
        fill cgroup.conf /etc/slurm/cgroup.conf 0644
        echo 'TaskPlugin=task/cgroup' >>"$cluster_root/etc/slurm/slurm.conf"
    else
        # slurmd wants a plugin all the same, and before 23.02 had none that does nothing: that of version 1, asked for
        # nothing, is content without cgroups.
        case $suite in
            bookworm) echo 'CgroupPlugin=cgroup/v1' ;;
            *) echo 'CgroupPlugin=disabled' ;;
        esac >"$cluster_root/etc/slurm/cgroup.conf"
        # Looks once a second; such a job ends as FAILED 0:9 instead of OUT_OF_MEMORY.
        printf 'TaskPlugin=task/none\nJobAcctGatherParams=OverMemoryKill\n' >>"$cluster_root/etc/slurm/slurm.conf"
    fi

    fill sshd_config /etc/ssh/sshd_config 0644
    # From OpenSSH 9.8 on, an address that failed a few times is shut out for a while: here all tests share one address.
    if [ "$suite" != bookworm ]; then
        sed -i '1i PerSourcePenalties no' "$cluster_root/etc/ssh/sshd_config"
    fi
    configuration_key >"$cluster_dir/configuration.key"
}

# write_connection_facts: known_hosts, ssh_config and the env file, which hold the host's paths and ports.
write_connection_facts() {
    local keys=$cluster_dir/keys type port
    ln -sfn root/keys "$keys"
    for port in "$port_sshd" "$port_maxsessions2"; do
        for type in ed25519 rsa ecdsa; do
            printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 "$cluster_root/etc/ssh/ssh_host_${type}_key.pub")"
        done
    done >"$keys/known_hosts"
    printf '[127.0.0.1]:%s %s\n' "$port_dropbear" \
        "$(cut -d' ' -f1,2 "$cluster_root/etc/dropbear/host_ed25519.pub")" >>"$keys/known_hosts"
    printf '@cert-authority [127.0.0.1]:%s,[127.0.0.1]:%s %s\n' "$port_sshd" "$port_maxsessions2" \
        "$(cut -d' ' -f1,2 "$keys/host_ca.pub")" >"$keys/known_hosts_ca"

    cat >"$keys/ssh_config" <<END
# ssh -F $keys/ssh_config alice@mn5
Host mn5
    Port $port_sshd
Host mn5-maxsessions2
    Port $port_maxsessions2
Host mn5-dropbear
    Port $port_dropbear
Host *
    HostName 127.0.0.1
    IdentityFile "$keys/%r"
    IdentitiesOnly yes
    UserKnownHostsFile "$keys/known_hosts"
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    ConnectTimeout 10
END
    cat >"$cluster_dir/env" <<END
AIFACTORY_CLUSTER_SUITE='$suite'
AIFACTORY_CLUSTER_ROOT='$cluster_root'
AIFACTORY_CLUSTER_KEYS='$keys'
AIFACTORY_CLUSTER_PORT='$port_sshd'
AIFACTORY_CLUSTER_PORT_MAXSESSIONS2='$port_maxsessions2'
AIFACTORY_CLUSTER_PORT_DROPBEAR='$port_dropbear'
AIFACTORY_CLUSTER_PORT_REST='$port_rest'
AIFACTORY_CLUSTER_REST_VERSION='$rest_version'
AIFACTORY_CLUSTER_SSHD_LOG='$cluster_root/var/log/sshd.log'
AIFACTORY_CLUSTER_SLURM_VERSION='$(chroot "$cluster_root" slurmd -V | cut -d' ' -f2)'
AIFACTORY_CLUSTER_OPENSSH_VERSION='$(chroot "$cluster_root" ssh -V 2>&1 | sed 's/^OpenSSH_\([0-9.]*\).*/\1/')'
END
    # Who called sudo may use the keys.
    chown -R "${SUDO_UID:-0}:${SUDO_GID:-0}" "$cluster_root/keys"
}
