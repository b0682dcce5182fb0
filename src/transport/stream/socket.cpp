// SPDX-License-Identifier: Apache-2.0
#include "transport/stream/socket.hpp"

#include "aifactory/base/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace aifactory::transport {
namespace {

constexpr int buffer_size = 1 << 20;

#ifdef MSG_NOSIGNAL
constexpr int no_signal = MSG_NOSIGNAL;
#else
constexpr int no_signal = 0;
#endif

/// Where the system can, in one step: another thread may start a program in between, which would hold the end open.
#ifdef SOCK_CLOEXEC
constexpr int close_on_exec = SOCK_CLOEXEC;
#else
constexpr int close_on_exec = 0;
#endif

int open_pipe(std::array<int, 2>& ends) {
#ifdef __linux__
  return ::pipe2(ends.data(), O_CLOEXEC);
#else
  const int result = ::pipe(ends.data());
  for (const int end : ends)
    if (result == 0) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  return result;
#endif
}

msghdr message_of(std::array<iovec, 2>& parts) {
  msghdr message = {};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  return message;
}

std::array<iovec, 2> parts_of(std::span<const std::byte> first, std::span<const std::byte> second) {
  const auto part = [](std::span<const std::byte> bytes) {
    return iovec{.iov_base = const_cast<std::byte*>(bytes.data()), .iov_len = bytes.size()};
  };
  return {part(first), part(second)};
}

bool not_now(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

}  // namespace

void prepare_socket(int fd) {
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  ::fcntl(fd, F_SETFL, O_NONBLOCK);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer_size, sizeof buffer_size);
  ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer_size, sizeof buffer_size);
#ifdef SO_NOSIGPIPE
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
}

std::pair<UniqueFd, UniqueFd> make_socket_pair() {
  std::array<int, 2> ends = {};
  if (::socketpair(AF_UNIX, SOCK_STREAM | close_on_exec, 0, ends.data()) != 0)
    throw system_error("cannot make a socket pair", errno);
  std::pair<UniqueFd, UniqueFd> pair{UniqueFd{ends[0]}, UniqueFd{ends[1]}};
  prepare_socket(ends[0]);
  prepare_socket(ends[1]);
  return pair;
}

std::pair<UniqueFd, UniqueFd> make_pipe() {
  std::array<int, 2> ends = {};
  if (open_pipe(ends) != 0) throw system_error("cannot make a pipe", errno);
  return {UniqueFd{ends[0]}, UniqueFd{ends[1]}};
}

UniqueFd make_socket(int family) {
  UniqueFd socket{::socket(family, SOCK_STREAM | close_on_exec, 0)};
  if (socket) ::fcntl(socket.get(), F_SETFD, FD_CLOEXEC);
  return socket;
}

std::optional<sockaddr_un> local_address(const std::filesystem::path& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const auto& text = path.native();
  if (text.size() >= sizeof address.sun_path) return {};
  std::ranges::copy(text, address.sun_path);
  return address;
}

UniqueFd connect_local(const std::filesystem::path& path, std::chrono::seconds limit) {
  const auto address = local_address(path);
  if (!address) return {};
  auto socket = make_socket(AF_UNIX);
  const timeval patience = {.tv_sec = limit.count(), .tv_usec = 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const auto* const generic = reinterpret_cast<const sockaddr*>(&*address);
  if (::connect(socket.get(), generic, sizeof *address) != 0) return {};
  return socket;
}

std::optional<std::size_t> send_some(int fd, std::span<const std::byte> first, std::span<const std::byte> second) {
  auto parts = parts_of(first, second);
  const auto message = message_of(parts);
  const auto sent = ::sendmsg(fd, &message, no_signal);
  if (sent >= 0) return static_cast<std::size_t>(sent);
  if (not_now(errno)) return 0;
  return {};
}

std::optional<std::size_t> receive_some(int fd, std::span<std::byte> first, std::span<std::byte> second) {
  auto parts = parts_of(first, second);
  auto message = message_of(parts);
  const auto received = ::recvmsg(fd, &message, 0);
  if (received > 0) return static_cast<std::size_t>(received);
  if (received < 0 && not_now(errno)) return 0;
  return {};
}

}  // namespace aifactory::transport
