// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/agent.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"

#include "transport/ssh/wire.hpp"
#include "transport/stream/socket.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace aifactory::transport::ssh {
namespace {

constexpr char request_identities = 11;
constexpr char identities_answer = 12;
constexpr char failure = 5;
constexpr std::uint32_t longest_message = 256 << 10;

bool read_exactly(int fd, std::span<char> into) {
  while (!into.empty()) {
    const auto size = ::recv(fd, into.data(), into.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    into = into.subspan(static_cast<std::size_t>(size));
  }
  return true;
}

bool write_message(int fd, std::string_view message) {
  const auto framed = wire_text(message);
  return send_some(fd, std::as_bytes(std::span{framed})) == framed.size();
}

/// One message of the agent protocol without its length; nothing at the end or on nonsense.
std::optional<std::string> read_message(int fd) {
  std::array<char, 4> length = {};
  if (!read_exactly(fd, length)) return {};
  const auto size = WireReader{{length.data(), length.size()}}.number();
  if (size == 0 || size > longest_message) return {};
  std::string message(size, '\0');
  if (!read_exactly(fd, message)) return {};
  return message;
}

/// The agent may ask its user for consent, or for a touch of a token.
constexpr auto patience = std::chrono::seconds(60);

/// The agent's next message; nothing when it takes too long or the person interrupts.
std::optional<std::string> await_message(int agent) {
  std::array<pollfd, 2> fds = {
      {{.fd = agent, .events = POLLIN, .revents = 0}, {.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0}}};
  const auto limit = std::chrono::milliseconds(patience).count();
  while (::poll(fds.data(), fds.size(), static_cast<int>(limit)) < 0 && errno == EINTR) {}
  if (fds[0].revents == 0) return {};
  return read_message(agent);
}

UniqueFd connect_agent(const std::filesystem::path& path) {
  auto socket = connect_local(path, patience);
  constexpr timeval limit = {.tv_sec = patience.count(), .tv_usec = 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  return socket;
}

}  // namespace

std::vector<AgentKey> list_agent_keys(const std::filesystem::path& agent) {
  const auto socket = connect_agent(agent);
  if (!socket || !write_message(socket.get(), {&request_identities, 1})) return {};
  const auto answer = await_message(socket.get());
  throw_if_interrupted();
  if (!answer || answer->front() != identities_answer) return {};
  std::vector<AgentKey> keys;
  try {
    WireReader reader{std::string_view{*answer}.substr(1)};
    for (auto left = reader.number(); left > 0; --left) {
      std::string blob{reader.text()};
      keys.push_back({.blob = std::move(blob), .comment = std::string{reader.text()}});
    }
  } catch (const Error&) {
    return {};  // not an agent
  }
  return keys;
}

AgentFilter::AgentFilter(std::filesystem::path agent, AgentKey key) : agent_(std::move(agent)), key_(std::move(key)) {
  std::tie(ours_, theirs_) = make_socket_pair();
  for (const int fd : {ours_.get(), theirs_.get()})
    ::fcntl(fd, F_SETFL, 0);
  thread_ = std::thread{[this] { serve(); }};
}

AgentFilter::~AgentFilter() {
  ::shutdown(ours_.get(), SHUT_RDWR);
  thread_.join();
}

void AgentFilter::serve() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
  const auto list = std::string{identities_answer} + wire_number(1) + wire_text(key_.blob) + wire_text(key_.comment);
  const auto real = connect_agent(agent_);
  while (const auto message = read_message(ours_.get())) {
    if (message->front() == request_identities) {
      write_message(ours_.get(), list);
      continue;
    }
    std::optional<std::string> answer;
    if (write_message(real.get(), *message)) answer = await_message(real.get());
    write_message(ours_.get(), answer.value_or(std::string{failure}));
  }
}

}  // namespace aifactory::transport::ssh
