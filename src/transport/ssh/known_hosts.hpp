// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/ssh.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aifactory::transport::ssh {

/// A host's public key as it travels.
struct HostKey {
  std::string type;  ///< "ssh-ed25519"
  std::string blob;
};

/// A line of a known_hosts file that speaks of a host. Certificate authorities are not among them: libssh knows no host
/// certificates, so such a line can prove nothing here.
struct KnownKey {
  HostKey key;
  bool revoked = false;
  std::string where;          ///< file:line
  bool other_server = false;  ///< the line names no port, and the address has one: proof if equal, nothing if not
};

/// The lines of a known_hosts text (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) that match the address: plain and hashed
/// names, patterns, [name]:port. Where none names the port, those without one are taken, as with ssh. Lines that cannot
/// be read are passed over. `authorities` counts @cert-authority lines for the host.
struct KnownKeys {
  std::vector<KnownKey> keys;
  std::size_t authorities = 0;
};
KnownKeys find_known_keys(std::string_view text, std::string_view file, const Address& address);

/// What known keys say of the one that a server shows.
enum class Standing {
  known,       ///< the same key
  unknown,     ///< nothing is known of this host
  changed,     ///< another key of the same type is known
  other_type,  ///< only keys of other types are known
  revoked,     ///< this very key is marked @revoked
};
Standing judge(const std::vector<KnownKey>& known, const HostKey& shown);

/// The name under which a host's key is looked up and written: "name", or "[name]:port".
std::string known_hosts_name(const Address& address);

/// Key algorithms for the key exchange: those of the known and the published keys first, then the others from strong to
/// weak.
std::string preferred_algorithms(const std::vector<KnownKey>& known, const std::vector<PublishedKey>& published = {});

}  // namespace aifactory::transport::ssh
