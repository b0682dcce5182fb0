// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/client_source.hpp"

#include "transport/stream/socket.hpp"

#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

namespace aifactory::transport::ssh {

UniqueFd Handoff::accept() {
  int client = -1;
  const auto size = ::recv(end_.get(), &client, sizeof client, MSG_DONTWAIT);
  if (size == sizeof client) return UniqueFd{client};
  if (size >= 0 || (errno != EAGAIN && errno != EINTR)) abandoned_ = true;
  return {};
}

bool hand_over(int handoff, UniqueFd client) {
  const int number = client.get();
  const auto bytes = std::as_bytes(std::span{&number, 1});
  if (send_some(handoff, bytes) != sizeof number) return false;
  client.release();
  return true;
}

UniqueFd Listener::accept() {
#ifdef __linux__
  UniqueFd client{::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
#else
  UniqueFd client{::accept(socket_.get(), nullptr, nullptr)};
#endif
  if (!client) return {};
  prepare_socket(client.get());
  if (!same_user(client.get())) client.reset();
  return client;
}

void Listener::close() {
  if (!socket_) return;
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
  socket_.reset();
}

bool same_user(int socket) {
#ifdef SO_PEERCRED
  ucred peer = {};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == ::getuid();
#else
  uid_t user = 0;
  gid_t group = 0;
  return ::getpeereid(socket, &user, &group) == 0 && user == ::getuid();
#endif
}

}  // namespace aifactory::transport::ssh
