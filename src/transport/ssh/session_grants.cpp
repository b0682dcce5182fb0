// SPDX-License-Identifier: Apache-2.0
// Who of the clients of a SessionLoop gets a channel, where the server allows only so many.
#include "transport/ssh/fair_share.hpp"
#include "transport/ssh/session_loop.hpp"

#include <algorithm>
#include <utility>

namespace aifactory::transport::ssh {
namespace {

/// While files move, channels are opened ahead so that the next ones need no round trip each: as many as a transfer
/// takes and one for a command.
constexpr std::size_t channels_for_files = 9;
constexpr auto patience_with_owners = std::chrono::seconds(20);

/// Why, and what to do about it.
constexpr std::string_view no_further_channel =
    "the server allows no further channel on this connection\n"
    "another transfer may use all of them: wait for its end, or log in once more with --no-share";
constexpr std::string_view one_session =
    "the server allows one session on this connection, and a file channel uses it\n"
    "wait for the end of the transfer, or log in once more with --no-share";

}  // namespace

ChannelPool::Demand SessionLoop::demand() const {
  const auto waits = [](const auto& bridge) {
    return bridge->wish() == Bridge::Wish::exec || bridge->wish() == Bridge::Wish::subsystem;
  };
  const auto waiting = static_cast<std::size_t>(std::ranges::count_if(bridges_, waits));
  const auto moving = subsystems();
  const std::size_t spares = moving > 0 && moving < channels_for_files ? channels_for_files - moving : 1;
  return {.ready = link_.keeps_idle_channels() ? spares : 0, .waiting = waiting};
}

std::size_t SessionLoop::subsystems() const {
  const auto moves_files = [](const auto& bridge) { return bridge->has_channel() && bridge->is_subsystem(); };
  return static_cast<std::size_t>(std::ranges::count_if(bridges_, moves_files));
}

/// In the order in which they came.
void SessionLoop::grant() {
  for (const auto& bridge : bridges_)
    if (bridge->wish() != Bridge::Wish::none) grant_to(*bridge);
}

/// Commands wait for a channel as long as there is hope, and so does who has no file channel. A further one must leave
/// one for commands, or it is refused: its owner makes do with fewer.
void SessionLoop::grant_to(Bridge& bridge) {
  const bool is_exec = bridge.wish() == Bridge::Wish::exec;
  if (!is_exec && bridge.wish() != Bridge::Wish::subsystem) return answer(bridge);
  const std::size_t needed = is_exec || subsystems() == 0 || !link_.keeps_idle_channels() ? 1 : 2;
  if (pool_.ready() >= needed) {
    if (auto channel = pool_.take()) {
      ++commands_;
      return bridge.attach(std::move(channel));
    }
  }
  if (pool_.refused_for_good()) return bridge.refuse("the server opens no channel on this connection");
  const bool full = pool_.exhausted() && !pool_.transient() && !pool_.opening();
  if (subsystems() == 0 || !full) return;
  if (is_exec) {
    // It would wait for its own process.
    if (pool_.in_use() == 1 && has_files(bridge.owner())) bridge.refuse(one_session);
    return;
  }
  if (has_files(bridge.owner())) return bridge.refuse(no_further_channel);
  bridge.keep_waiting();
  make_room();
}

bool SessionLoop::has_files(pid_t owner) const {
  return std::ranges::any_of(bridges_, [owner](const auto& bridge) {
    return bridge->owner() == owner && bridge->has_channel() && bridge->is_subsystem();
  });
}

/// One at a time: an owner gives it back when what is under way on it has arrived.
void SessionLoop::make_room() {
  if (now_ < ask_again_) return;
  std::vector<FileUse> uses;
  std::vector<Bridge*> users;
  for (const auto& bridge : bridges_) {
    if (!bridge->has_channel() || !bridge->is_subsystem()) continue;
    uses.push_back({.owner = bridge->owner(), .asked_back = bridge->asked_back()});
    users.push_back(bridge.get());
  }
  const auto asked = channel_to_ask_back(uses);
  if (!asked) return;
  users[*asked]->ask_back();
  ask_again_ = now_ + patience_with_owners;
}

}  // namespace aifactory::transport::ssh
