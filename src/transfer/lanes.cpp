// SPDX-License-Identifier: Apache-2.0
#include "transfer/lanes.hpp"

#include "aifactory/base/interrupt.hpp"
#include "aifactory/transport/refusal.hpp"

#include <algorithm>

namespace aifactory::transfer {
namespace {

constexpr std::size_t batch_in_flight = 256;
constexpr std::chrono::seconds pause_after_refusal{15};

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

Lanes::Lanes(transport::Host& host, int at_most, const MoreConnections& more) : refused_(more.refused) {
  const auto channels = static_cast<std::size_t>(std::max(at_most, 1));
  connections_.push_back({.host = &host, .at_most = channels, .channels = 1, .open = true});
  for (auto* const further : more.hosts)
    connections_.push_back({.host = further, .at_most = channels});
  lanes_.push_back(std::make_unique<Lane>(host.open_files()));
  first_ = lanes_.front().get();
  first_->proven = true;
}

Lanes::Lanes(std::unique_ptr<transport::FileChannel> files) {
  lanes_.push_back(std::make_unique<Lane>(std::move(files)));
  first_ = lanes_.front().get();
  first_->proven = true;
}

void Lanes::grow() {
  if (!first().is_remote()) return;
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    auto& connection = connections_[i];
    if (std::chrono::steady_clock::now() < connection.ask_again) continue;
    const auto wanted = connection.open ? connection.at_most : std::min<std::size_t>(connection.at_most, 1);
    for (; connection.channels < wanted; ++connection.channels)
      opening_.push_back({i, std::async(std::launch::async, [host = connection.host] { return host->open_files(); })});
  }
}

void Lanes::let_join() {
  for (auto& opening : opening_)
    if (opening.files.wait_for(std::chrono::seconds(0)) == std::future_status::ready) join(opening);
  std::erase_if(opening_, [](const auto& opening) { return !opening.files.valid(); });
}

void Lanes::join(Opening& opening) {
  auto& connection = connections_[opening.connection];
  try {
    auto lane = std::make_unique<Lane>(opening.files.get());
    lane->connection = opening.connection;
    lane->submit(transport::request::RealPath{.path = "."}, [](transport::Reply&) {});
    lanes_.push_back(std::move(lane));
    connection.open = true;
  } catch (const Error& error) {
    make_do(connection, error);
  }
}

/// With a channel less or, where it is the first, without the connection. Rethrows what is no refusal.
void Lanes::make_do(Connection& connection, const Error& error) {
  if (error.kind() == ErrorKind::interrupted || (connection.open && !transport::is_refusal(error))) throw;
  if (connection.open) return do_with_fewer(connection);
  --connection.channels;
  connection.at_most = 0;
  if (refused_) refused_(error);
}

void Lanes::do_with_fewer(Connection& connection) {
  --connection.channels;
  connection.ask_again = std::chrono::steady_clock::now() + pause_after_refusal;
}

/// The first stays: more than files is done on it.
void Lanes::give_back() {
  if (lanes_.size() == 1) return;
  const auto leaves = [](const auto& lane) { return lane->leaving; };
  for (const auto& lane : lanes_)
    lane->leaving = lane->leaving || (lane.get() != first_ && lane->files().wanted_back());
  std::ranges::stable_partition(lanes_, leaves);
  std::erase_if(lanes_, [&](const auto& lane) {
    if (!leaves(lane) || lane->pieces > 0 || lane->files().in_flight() > 0) return false;
    do_with_fewer(connections_[lane->connection]);
    return true;
  });
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
      auto& connection = connections_[lanes_[i]->connection];
      --connection.channels;
      --connection.at_most;
      lanes_.erase(lanes_.begin() + static_cast<std::ptrdiff_t>(i));
      return true;
    }
  }
  return any;
}

void Lanes::turn(std::span<const pollfd> others, std::chrono::milliseconds limit) {
  constexpr std::chrono::milliseconds while_opening{5};
  throw_if_interrupted();
  let_join();
  give_back();
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
    turn({}, turn_patience);
}

void rename_over(Lane& lane, const std::string& from, const std::string& to, Answer then) {
  namespace request = transport::request;
  lane.submit(request::Rename{.from = from, .to = to},
              [&lane, from, to, then = std::move(then)](transport::Reply& reply) {
                if (reply.status != transport::FileStatus::failure) return then(reply);
                lane.submit(request::Remove{.path = to}, [](transport::Reply&) {});
                lane.submit(request::Rename{.from = from, .to = to}, then);
              });
}

void run_batch(Lanes& lanes, const Batch& batch) {
  auto& lane = lanes.first();
  std::size_t unanswered = batch.count;
  for (std::size_t next = 0; next < batch.count; ++next) {
    while (lane.files().in_flight() >= batch_in_flight)
      lanes.turn({}, turn_patience);
    lane.submit(batch.request(next), [&batch, &unanswered, next](transport::Reply& reply) {
      --unanswered;
      batch.answer(next, reply);
    });
  }
  if (batch.all_sent) batch.all_sent();
  while (unanswered > 0)
    lanes.turn({}, turn_patience);
}

}  // namespace aifactory::transfer
