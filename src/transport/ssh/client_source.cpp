// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/client_source.hpp"

#include "transport/stream/socket.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace aifactory::transport::ssh {

namespace {

#ifdef MSG_NOSIGNAL
constexpr int no_signal = MSG_NOSIGNAL;
#else
constexpr int no_signal = 0;
#endif

/// 0: none.
ino_t file_at(const std::filesystem::path& path) {
  struct stat facts = {};
  return ::lstat(path.c_str(), &facts) == 0 ? facts.st_ino : 0;
}

/// A message of one byte with room for one descriptor.
struct Parcel {
  char byte = 0;
  iovec part = {.iov_base = &byte, .iov_len = 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> room = {};
  msghdr message = {};

  Parcel() {
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = room.data();
    message.msg_controllen = room.size();
  }
  Parcel(const Parcel&) = delete;
  Parcel& operator=(const Parcel&) = delete;
};

}  // namespace

UniqueFd Handoff::accept() {
  Parcel parcel;
  const auto size = ::recvmsg(end_.get(), &parcel.message, MSG_DONTWAIT);
  const auto* const header = size > 0 ? CMSG_FIRSTHDR(&parcel.message) : nullptr;
  if (header != nullptr && header->cmsg_type == SCM_RIGHTS) {
    int number = -1;
    std::memcpy(&number, CMSG_DATA(header), sizeof number);
    ::fcntl(number, F_SETFD, FD_CLOEXEC);
    return UniqueFd{number};
  }
  if (size >= 0 || (errno != EAGAIN && errno != EINTR)) abandoned_ = true;
  return {};
}

bool hand_over(int handoff, UniqueFd client) {
  Parcel parcel;
  auto* const header = CMSG_FIRSTHDR(&parcel.message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  const int number = client.get();
  std::memcpy(CMSG_DATA(header), &number, sizeof number);
  return ::sendmsg(handoff, &parcel.message, no_signal) == 1;
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

Listener::Listener(UniqueFd socket, std::filesystem::path path)
    : socket_(std::move(socket)), path_(std::move(path)), file_(file_at(path_)) {}

bool Listener::out_of_reach() const {
  return file_at(path_) != file_;
}

void Listener::close() {
  if (!socket_) return;
  if (!out_of_reach()) ::unlink(path_.c_str());
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

pid_t peer_process([[maybe_unused]] int socket) {
#if defined SO_PEERCRED
  ucred peer = {};
  socklen_t size = sizeof peer;
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? peer.pid : 0;
#elif defined LOCAL_PEERPID
  pid_t peer = 0;
  socklen_t size = sizeof peer;
  return ::getsockopt(socket, SOL_LOCAL, LOCAL_PEERPID, &peer, &size) == 0 ? peer : 0;
#else
  return 0;
#endif
}

}  // namespace aifactory::transport::ssh
