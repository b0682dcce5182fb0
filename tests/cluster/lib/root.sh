# shellcheck shell=bash disable=SC2154  # choose_suite sets the variables that come from elsewhere
# The folder the cluster runs in, and what the host must have for it.

need_program() { # PROGRAM PACKAGE
    command -v "$1" >/dev/null || die "'$1' is missing: install the package '$2'"
}

need_host_packages() {
    need_program mmdebstrap mmdebstrap
    need_program unshare util-linux
    need_program nsenter util-linux
    need_program flock util-linux
    [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] ||
        die "Debian's archive keys are missing: install the package 'debian-archive-keyring'"
}

# root_key: changes when the state kept in a root no longer is what these scripts would make from nothing.
root_key() {
    cat "$here/lib/packages.sh" "$here/guest/keys" "$here/guest/users" "$here/guest/accounts" | sha256sum | cut -c1-12
}

root_is_complete() {
    [ "$(cat "$cluster_dir/root.key" 2>/dev/null)" = "$(root_key)" ]
}

# Called when keys and accounts are there too: a root that was left half made is made again.
mark_root_complete() {
    root_key >"$cluster_dir/root.key"
}

unpack_root() {
    rm -rf --one-file-system "$cluster_root" "$cluster_dir/root.key" "$cluster_dir/configuration.key"
    mkdir -p "$cluster_root"
    tar -xf "$(root_archive)" -C "$cluster_root" --numeric-owner
}
