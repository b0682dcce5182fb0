// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/waiting.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"

#include "transport/ssh/tcp.hpp"

#include <algorithm>
#include <array>
#include <poll.h>

namespace aifactory::transport::ssh {

void wait_for_server(ssh_session session, std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  if (left.count() <= 0) throw Error{{.kind = ErrorKind::unavailable, .what = "the server did not answer in time"}};
  // libssh lets go of a broken connection, and goes on saying "again".
  if (ssh_get_fd(session) == SSH_INVALID_SOCKET)
    throw Error{{.kind = ErrorKind::unavailable, .what = "the connection broke while the login was under way"}};
  const bool writes = (ssh_get_poll_flags(session) & SSH_WRITE_PENDING) != 0;
  const int events = writes ? POLLIN | POLLOUT : POLLIN;
  std::array<pollfd, 2> fds = {{
      {.fd = ssh_get_fd(session), .events = static_cast<short>(events), .revents = 0},
      {.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0},
  }};
  ::poll(fds.data(), fds.size(), static_cast<int>(std::min<long long>(left.count(), 60'000)));
  throw_if_interrupted();
  acknowledge_at_once(fds[0].fd);
}

}  // namespace aifactory::transport::ssh
