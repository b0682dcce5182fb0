# shellcheck shell=bash disable=SC2154  # choose_suite sets the variables that come from elsewhere
# The Debian root as a tar file: made once by mmdebstrap, kept for every new cluster of that suite.

# Without recommended packages: the storage plugin of slurmdbd and the sftp server must be named. The "-core" packages of
# MariaDB come without its database folder, user and service.
root_packages=(
    tini procps iproute2 coreutils tcsh python3-minimal git rsync
    munge slurmctld slurmd slurmdbd slurmrestd slurm-client
    slurm-wlm-basic-plugins slurm-wlm-mysql-plugin slurm-wlm-jwt-plugin
    mariadb-server-core mariadb-client-core
    openssh-server openssh-sftp-server dropbear-bin libpam-google-authenticator
)

# root_archive: prints its file name, which changes with this file, so that an old archive is never taken for a new one.
root_archive() {
    local key
    key=$(sha256sum <"$here/lib/packages.sh" | cut -c1-12)
    printf '%s/%s-%s.tar\n' "$cluster_cache" "$suite" "$key"
}

# make_root_archive: downloads and installs the packages, with an empty database. Needs the network.
make_root_archive() {
    local archive part
    archive=$(root_archive)
    part=$archive.part.tar
    mkdir -p "$cluster_cache"
    rm -f "$part"
    # The host name must be known to mariadb-install-db. The keys the packages made would be the same in every cluster.
    # A small redo log (mariadb.cnf has the same), as the archive holds it.
    # shellcheck disable=SC2016  # $1 is the hook's own: the root folder
    mmdebstrap --variant=minbase --mode=root \
        --include="$(IFS=,; echo "${root_packages[*]}")" \
        --dpkgopt=force-unsafe-io \
        --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' \
        --customize-hook='printf "127.0.0.1 localhost %s\n" "$(hostname)" >"$1/etc/hosts"' \
        --customize-hook='chroot "$1" mariadb-install-db --user=slurm --datadir=/var/lib/mysql --skip-test-db \
            --innodb-log-file-size=8M' \
        --customize-hook='rm -f "$1"/etc/ssh/ssh_host_* "$1/etc/munge/munge.key"' \
        "$suite" "$part" ${AIFACTORY_CLUSTER_MIRROR:+"$AIFACTORY_CLUSTER_MIRROR"}
    mv "$part" "$archive"
}
