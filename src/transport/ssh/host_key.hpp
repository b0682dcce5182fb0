// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/ssh.hpp"

#include "transport/ssh/endpoint.hpp"
#include "transport/ssh/known_hosts.hpp"

namespace aifactory::transport::ssh {

/// What is known of an endpoint before it is asked. Unreadable files are errors, missing ones are empty.
struct Trust {
  std::vector<KnownKey> known;
  std::size_t authorities = 0;
};
Trust read_trust(const Endpoint& endpoint);

/// Ends well only when the key is to be trusted: it stands in a known_hosts file, or is published or accepted for the
/// site, or the person says so now; then it is written down. Errors: not_permitted.
void check_host_key(const Trust& trust, const HostKey& shown, const Endpoint& endpoint, const Target& target,
                    Person& person);

}  // namespace aifactory::transport::ssh
