// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/session_loop.hpp"

#include "aifactory/base/quantity.hpp"

#include "transport/ssh/fair_share.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unistd.h>

namespace aifactory::transport::ssh {
namespace {

/// While files move, channels are opened ahead so that the next ones need no round trip each: as many as a transfer
/// takes and one for a command.
constexpr std::size_t channels_for_files = 9;
constexpr auto patience_with_owners = std::chrono::seconds(20);
constexpr auto farewell = std::chrono::milliseconds(200);

}  // namespace

SessionLoop::SessionLoop(Link& link, ClientSource& clients, LoopSettings settings)
    : link_(link),
      clients_(clients),
      settings_(std::move(settings)),
      pool_(link),
      liveness_(settings_.limits, awake_and_asleep()),
      now_(awake_and_asleep()),
      idle_since_(now_),
      started_(aifactory::now()) {}

void SessionLoop::run() {
  pool_.advance(demand(), now_);
  while (!over_) {
    wait();
    now_ = awake_and_asleep();
    link_.pump();
    const auto received = link_.bytes_received();
    look_after_link();
    welcome();
    serve();
    look_at_idleness();
    missed_ = link_.bytes_received() != received;
  }
  clients_.close();
  lose_all("the connection was closed");
  // Taking leave frees every channel: none may be held any more.
  bridges_.clear();
  pool_.clear();
  link_.disconnect();
}

void SessionLoop::wait() {
  std::vector<pollfd> fds = {link_.poll_for(),
                             {.fd = clients_.fd(), .events = POLLIN, .revents = 0},
                             {.fd = settings_.stop_fd, .events = POLLIN, .revents = 0}};
  const auto first_client = fds.size();
  for (const auto& bridge : bridges_)
    fds.push_back(bridge->poll_for());
  if (::poll(fds.data(), fds.size(), milliseconds_to_wait()) < 0) return;
  over_ = over_ || fds[2].revents != 0;
  for (std::size_t i = 0; i < bridges_.size(); ++i)
    bridges_[i]->take_in(fds[first_client + i].revents);
}

int SessionLoop::milliseconds_to_wait() const {
  if (missed_) return 0;
  auto next = liveness_.next_look();
  if (const auto retry = pool_.next_look()) next = std::min(next, *retry);
  if (bridges_.empty() && settings_.idle_end) next = std::min(next, idle_since_ + *settings_.idle_end);
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - awake_and_asleep());
  return static_cast<int>(std::clamp<long long>(left.count(), 0, 60'000));
}

void SessionLoop::welcome() {
  if (clients_.fd() < 0) return;
  while (auto client = clients_.accept())
    bridges_.push_back(std::make_unique<Bridge>(std::move(client), link_));
  over_ = over_ || clients_.abandoned();
}

void SessionLoop::serve() {
  while (advance_all()) {}
  sweep();
  pool_.advance(demand(), now_);
  grant();
  pool_.advance(demand(), now_);  // in place of those just given away
  sweep();
}

/// Turn by turn, and not always the same one first: the connection may take no more after some of them.
bool SessionLoop::advance_all() {
  bool more = false;
  ++first_served_;
  for (std::size_t i = 0; i < bridges_.size(); ++i)
    more = bridges_[(first_served_ + i) % bridges_.size()]->advance() || more;
  return more;
}

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
    if (pool_.in_use() == 1 && has_files(bridge.owner()))
      bridge.refuse("the server allows one session on this connection, and a file channel uses it");
    return;
  }
  if (has_files(bridge.owner())) return bridge.refuse("the server allows no further channel on this connection");
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

void SessionLoop::answer(Bridge& bridge) {
  if (bridge.wish() == Bridge::Wish::status) return bridge.answer(status());
  if (bridge.wish() == Bridge::Wish::close) {
    // First of all, so that whoever reads the answer finds no keeper any more.
    clients_.close();
    over_ = true;
    return bridge.answer("closing=yes\n");
  }
  // Another version of the program is in use now: make room for its keeper.
  bridge.answer("");
  retired_ = true;
  clients_.close();
}

void SessionLoop::look_after_link() {
  if (link_.broken()) {
    clients_.close();
    lose_all(link_.why_broken());
    over_ = true;
    return;
  }
  switch (liveness_.look(now_, link_.bytes_received())) {
    case Liveness::Verdict::alive:
      break;
    case Liveness::Verdict::ask:
      link_.ask_for_life();
      break;
    case Liveness::Verdict::dead:
      clients_.close();
      lose_all("the server no longer answers");
      over_ = true;
  }
}

void SessionLoop::look_at_idleness() {
  if (!bridges_.empty()) {
    idle_since_ = now_;
    return;
  }
  over_ =
      over_ || retired_ || clients_.out_of_reach() || (settings_.idle_end && now_ >= idle_since_ + *settings_.idle_end);
}

void SessionLoop::sweep() {
  for (const auto& bridge : bridges_)
    if (bridge->detach_if_over()) pool_.give_back();
  std::erase_if(bridges_, [](const auto& bridge) { return bridge->finished(); });
}

/// Tells the clients, and gives those that are behind a moment to take it in.
void SessionLoop::lose_all(std::string_view why) {
  for (const auto& bridge : bridges_)
    bridge->lose(why);
  const auto deadline = awake_and_asleep() + farewell;
  while (true) {
    for (const auto& bridge : bridges_)
      bridge->detach_if_over();
    std::erase_if(bridges_, [](const auto& bridge) { return bridge->finished(); });
    if (bridges_.empty() || awake_and_asleep() >= deadline) break;
    std::vector<pollfd> fds;
    for (const auto& bridge : bridges_)
      fds.push_back(bridge->poll_for());
    ::poll(fds.data(), fds.size(), static_cast<int>(farewell.count()));
    for (std::size_t i = 0; i < bridges_.size(); ++i)
      bridges_[i]->take_in(fds[i].revents);
  }
}

std::string SessionLoop::status() const {
  const auto ends = settings_.idle_end
                        ? fmt::format("ends={}\n", (aifactory::now() + *settings_.idle_end).time_since_epoch().count())
                        : "";
  return fmt::format(
      "site={}\naddress={}\npid={}\nsince={}\n{}channels={}\nbytes_sent={}\nbytes_received={}\ncommands={}\n",
      settings_.site, settings_.address, ::getpid(), started_.time_since_epoch().count(), ends, pool_.in_use(),
      link_.bytes_sent(), link_.bytes_received(), commands_);
}

}  // namespace aifactory::transport::ssh
