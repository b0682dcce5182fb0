// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/transport/ssh.hpp"

#include <optional>
#include <string>

namespace aifactory::account {

/// What lies here to log in with.
struct KeyState {
  std::string path;  ///< of the private key; empty: none was named
  std::string fingerprint;
  std::optional<Time> certificate_until;
};

/// Looks at the files of a target; what cannot be read is left out. The certificate beside a key (KEY-cert.pub) counts.
KeyState look_at_keys(const transport::ssh::Target& target);

}  // namespace aifactory::account
