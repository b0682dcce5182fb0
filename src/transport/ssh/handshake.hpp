// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"

#include "transport/ssh/handles.hpp"

#include <chrono>
#include <string>

namespace aifactory::transport::ssh {

struct HandshakeSettings {
  std::string host;  ///< for messages
  std::string user;
  std::string host_key_algorithms;  ///< in order of preference, comma separated
  std::chrono::milliseconds limit;
};

/// Key exchange over a connected stream socket. The host key has not been looked at yet, nobody is logged in. The
/// session does not block. Errors: unavailable, interrupted.
SessionHandle shake_hands(UniqueFd socket, const HandshakeSettings& settings);

/// Is the server OpenSSH, after what it calls itself?
bool is_openssh(ssh_session session);

}  // namespace aifactory::transport::ssh
