// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/session_loop.hpp"

#include "aifactory/base/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unistd.h>

namespace aifactory::transport::ssh {
namespace {

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
