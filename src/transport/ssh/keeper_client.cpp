// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/keeper_client.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"

#include "transport/ssh/client_source.hpp"
#include "transport/stream/inbox.hpp"
#include "transport/stream/outbox.hpp"
#include "transport/stream/socket.hpp"

#include <array>
#include <chrono>
#include <poll.h>

namespace aifactory::transport::ssh {
namespace {

using Clock = std::chrono::steady_clock;

/// A keeper answers within a turn of its loop; one that takes longer has hung.
constexpr auto patience = std::chrono::seconds(10);

/// The next frame, copied; nothing at the end, or when none comes in time.
struct Message {
  FrameKind kind;
  std::string text;
};
std::optional<Message> next_message(int socket, Inbox& inbox) {
  const auto deadline = Clock::now() + patience;
  while (true) {
    if (const auto piece = inbox.next()) {
      Message message{.kind = piece->kind, .text = std::string{piece->text()}};
      inbox.consume(piece->bytes.size());
      return message;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    std::array<pollfd, 2> fds = {{{.fd = socket, .events = POLLIN, .revents = 0},
                                  {.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0}}};
    if (left.count() <= 0 || ::poll(fds.data(), fds.size(), static_cast<int>(left.count())) == 0) return {};
    throw_if_interrupted();
    if (inbox.fill(socket) == Inbox::Filled::gone) return {};
  }
}

std::string hello() {
  std::string text{hello_magic};
  text.append(reinterpret_cast<const char*>(&protocol_version), sizeof protocol_version);
  return text;
}

}  // namespace

UniqueFd connect_keeper(const std::filesystem::path& path) {
  auto socket = connect_local(path, patience);
  if (!socket || !same_user(socket.get())) return {};
  prepare_socket(socket.get());
  Outbox outbox;
  Inbox inbox;
  outbox.put(socket.get(), FrameKind::hello, hello());
  const auto answer = next_message(socket.get(), inbox);
  if (!answer || answer->kind != FrameKind::hello) return {};
  return socket;
}

std::optional<std::map<std::string, std::string>> ask_keeper(const std::filesystem::path& path, FrameKind request) {
  const auto socket = connect_keeper(path);
  if (!socket) return {};
  Outbox outbox;
  Inbox inbox;
  outbox.put(socket.get(), request);
  const auto answer = next_message(socket.get(), inbox);
  if (!answer || answer->kind != FrameKind::answer) return {};
  while (next_message(socket.get(), inbox)) {}
  std::map<std::string, std::string> values;
  for (const auto& line : split_lines(answer->text))
    if (const auto equals = line.find('='); equals != std::string::npos)
      values[line.substr(0, equals)] = line.substr(equals + 1);
  return values;
}

}  // namespace aifactory::transport::ssh
