// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/ssh/handles.hpp"

#include <chrono>

namespace aifactory::transport::ssh {

/// Waits until libssh can go on with a call that would have blocked. Errors: interrupted; unavailable at the deadline.
void wait_for_server(ssh_session session, std::chrono::steady_clock::time_point deadline);

/// Repeats a non-blocking libssh call until it answers something else than `again` (SSH_AGAIN, SSH_AUTH_AGAIN).
template <class Call>
int await(ssh_session session, std::chrono::milliseconds limit, int again, const Call& call) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  int result = call();
  while (result == again) {
    wait_for_server(session, deadline);
    result = call();
  }
  return result;
}

}  // namespace aifactory::transport::ssh
