// SPDX-License-Identifier: Apache-2.0
#include "transfer/lanes.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"

#include <algorithm>

namespace aifactory::transfer {
namespace {

constexpr std::size_t batch_in_flight = 256;
constexpr std::chrono::milliseconds patience{1000};

}  // namespace

void Lane::submit(const transport::Request& request, Answer then) {
  waiting_.emplace(files_->submit(request), std::move(then));
}

bool Lane::serve() {
  auto replies = files_->receive();
  for (auto& reply : replies) {
    const auto found = waiting_.find(reply.id);
    if (found == waiting_.end()) continue;
    const auto then = std::move(found->second);
    waiting_.erase(found);
    proven = true;
    then(reply);
  }
  return !replies.empty();
}

Lanes::Lanes(transport::Host& host, int at_most, const std::vector<transport::Host*>& more)
    : hosts_{&host}, at_most_(static_cast<std::size_t>(std::max(at_most, 1)) * (1 + more.size())) {
  hosts_.insert(hosts_.end(), more.begin(), more.end());
  lanes_.push_back(std::make_unique<Lane>(host.open_files()));
  lanes_.front()->proven = true;
}

Lanes::Lanes(std::unique_ptr<transport::FileChannel> files) : at_most_(1) {
  lanes_.push_back(std::make_unique<Lane>(std::move(files)));
  lanes_.front()->proven = true;
}

void Lanes::grow() {
  if (!first().is_remote()) return;
  while (lanes_.size() + opening_.size() < at_most_)
    opening_.push_back(
        std::async(std::launch::async, [host = hosts_[opened_++ % hosts_.size()]] { return host->open_files(); }));
}

void Lanes::let_join() {
  for (auto& opening : opening_) {
    if (opening.wait_for(std::chrono::seconds(0)) != std::future_status::ready) continue;
    try {
      auto lane = std::make_unique<Lane>(opening.get());
      lane->submit(transport::request::RealPath{.path = "."}, [](transport::Reply&) {});
      lanes_.push_back(std::move(lane));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::unavailable && error.kind() != ErrorKind::not_permitted) throw;
      --at_most_;
    }
  }
  std::erase_if(opening_, [](const auto& opening) { return !opening.valid(); });
}

bool Lanes::idle() const {
  return std::all_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane->files().in_flight() == 0; });
}

bool Lanes::serve_all() {
  bool any = false;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    try {
      any = lanes_[i]->serve() || any;
    } catch (const Error& error) {
      // A server that takes only so many sessions may accept a channel and close it at once.
      if (lanes_[i]->proven || error.kind() == ErrorKind::interrupted) throw;
      lanes_.erase(lanes_.begin() + static_cast<std::ptrdiff_t>(i));
      --at_most_;
      return true;
    }
  }
  return any;
}

void Lanes::turn(std::span<const pollfd> others, std::chrono::milliseconds limit) {
  constexpr std::chrono::milliseconds while_opening{5};
  throw_if_interrupted();
  let_join();
  if (serve_all()) return;
  std::vector<pollfd> waits(others.begin(), others.end());
  waits.push_back({.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0});
  for (const auto& lane : lanes_) {
    if (lane->is_remote()) waits.push_back(lane->files().poll_for());
  }
  poll(waits.data(), waits.size(), static_cast<int>(std::min(limit, opening_.empty() ? limit : while_opening).count()));
  throw_if_interrupted();
  serve_all();
}

void Lanes::drain() {
  while (!idle())
    turn({}, patience);
}

void run_batch(Lanes& lanes, const Batch& batch) {
  auto& lane = lanes.first();
  for (std::size_t next = 0; next < batch.count; ++next) {
    while (lane.files().in_flight() >= batch_in_flight)
      lanes.turn({}, patience);
    lane.submit(batch.request(next), [&batch, next](transport::Reply& reply) { batch.answer(next, reply); });
  }
  lanes.drain();
}

}  // namespace aifactory::transfer
