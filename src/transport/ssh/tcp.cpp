// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/tcp.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"

#include "transport/stream/socket.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <vector>

namespace aifactory::transport::ssh {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto head_start = std::chrono::milliseconds(250);

struct AddressListFreer {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, AddressListFreer>;

[[noreturn]] void throw_unreachable(const Address& address, std::string why) {
  throw Error{{.kind = ErrorKind::unavailable,
               .what = fmt::format("cannot reach {} on port {}", address.name, address.port),
               .why = std::move(why)}};
}

AddressList resolve(const Address& address) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(address.name.c_str(), std::to_string(address.port).c_str(), &hints, &found);
  if (error != 0) throw_unreachable(address, fmt::format("name not found: {}", ::gai_strerror(error)));
  return AddressList{found};
}

std::string reason(int error) {
  return std::generic_category().message(error);
}

/// Connections under way to the addresses of one name.
class Race {
 public:
  Race(const Address& address, std::chrono::milliseconds limit)
      : address_(address), list_(resolve(address)), next_(list_.get()), deadline_(Clock::now() + limit) {}

  UniqueFd winner() {
    while (true) {
      if (next_ != nullptr && Clock::now() >= next_start_) start_next();
      if (const int done = wait(); done >= 0) return std::move(running_[static_cast<std::size_t>(done)]);
      if (running_.empty() && next_ == nullptr) throw_unreachable(address_, failure_);
      if (Clock::now() >= deadline_) throw_unreachable(address_, "no answer in time");
    }
  }

 private:
  void start_next() {
    const auto& candidate = *next_;
    next_ = next_->ai_next;
    next_start_ = Clock::now() + head_start;
    auto socket = make_socket(candidate.ai_family);
    if (!socket) return note_failure(errno);
    ::fcntl(socket.get(), F_SETFL, O_NONBLOCK);
    if (::connect(socket.get(), candidate.ai_addr, candidate.ai_addrlen) == 0 || errno == EINPROGRESS)
      running_.push_back(std::move(socket));
    else
      note_failure(errno);
  }

  /// The index of a connection that stands, or -1 after a while.
  int wait() {
    std::vector<pollfd> fds;
    for (const auto& socket : running_)
      fds.push_back({.fd = socket.get(), .events = POLLOUT, .revents = 0});
    fds.push_back({.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0});
    const auto until = next_ != nullptr ? std::min(next_start_, deadline_) : deadline_;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    ::poll(fds.data(), fds.size(), static_cast<int>(std::clamp<long long>(left.count(), 0, 60'000)));
    throw_if_interrupted();
    return look_at(fds);
  }

  int look_at(const std::vector<pollfd>& fds) {
    for (std::size_t i = 0; i < running_.size(); ++i) {
      if (fds[i].revents == 0) continue;
      int error = 0;
      socklen_t size = sizeof error;
      ::getsockopt(running_[i].get(), SOL_SOCKET, SO_ERROR, &error, &size);
      if (error == 0) return static_cast<int>(i);
      running_[i].reset();
      note_failure(error);
    }
    std::erase_if(running_, [](const UniqueFd& socket) { return !socket; });
    return -1;
  }

  void note_failure(int error) {
    failure_ = reason(error);
    next_start_ = Clock::now();
  }

  const Address& address_;
  AddressList list_;
  const addrinfo* next_;
  Clock::time_point deadline_;
  Clock::time_point next_start_ = Clock::now();
  std::vector<UniqueFd> running_;
  std::string failure_ = "no address";
};

}  // namespace

UniqueFd connect_tcp(const Address& address, std::chrono::milliseconds limit) {
  auto socket = Race{address, limit}.winner();
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  return socket;
}

void limit_silence([[maybe_unused]] int socket, [[maybe_unused]] std::chrono::milliseconds limit) {
#ifdef TCP_USER_TIMEOUT
  const auto milliseconds = static_cast<unsigned>(limit.count());
  ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
#endif
}

void acknowledge_at_once([[maybe_unused]] int socket) {
#ifdef TCP_QUICKACK
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
#endif
}

}  // namespace aifactory::transport::ssh
