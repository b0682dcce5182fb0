// SPDX-License-Identifier: Apache-2.0
#include "transfer/chunk_sender.hpp"

#include "transfer/windows.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace aifactory::transfer {

using transport::Reply;
namespace request = transport::request;

struct ChunkSender::Going {
  Chunk chunk;
  std::size_t at = 0;  ///< submitted
  std::size_t unanswered = 0;
};

void ChunkSender::queue(Chunk chunk) {
  ++open_;
  queue_.push_back(std::make_shared<Going>(Going{.chunk = std::move(chunk)}));
}

void ChunkSender::feed(Lane& lane) {
  if (!lane.proven) return;
  Seat& seat = seats_[&lane];
  while (true) {
    if (!seat.going) {
      if (lane.leaving && !seat.handle.empty()) return close(lane, seat);
      if (lane.leaving) return;
      if (queue_.empty()) return;
      if (seat.handle.empty()) return open(lane, seat);
      seat.going = std::move(queue_.front());
      queue_.pop_front();
    }
    if (!has_room(lane) || !pace_.allows(Pace::Clock::now())) return;
    write_some(lane, seat);
    if (seat.going->at == seat.going->chunk.bytes.size()) seat.going = nullptr;
  }
}

void ChunkSender::close(Lane& lane, Seat& seat) {
  --lane.pieces;
  lane.submit(request::Close{.handle = seat.handle}, [this](Reply& reply) { require_ok(reply, "finish " + path_); });
  seat = {};
}

void ChunkSender::open(Lane& lane, Seat& seat) {
  if (std::exchange(seat.opening, true)) return;
  ++lane.pieces;
  lane.submit(request::Open{.path = path_, .access = request::Access::write, .create = request::Create::if_missing},
              [this, &lane](Reply& reply) {
                require_ok(reply, "create " + path_);
                seats_[&lane].handle = reply.text;
              });
}

void ChunkSender::write_some(Lane& lane, const Seat& seat) {
  const GoingPtr going = seat.going;
  const auto left = std::span<const std::byte>(going->chunk.bytes).subspan(going->at);
  const auto bytes = left.first(std::min<std::size_t>(left.size(), lane.files().limits().write_size));
  const std::uint64_t size = bytes.size();
  ++going->unanswered;
  lane.bytes_under_way += size;
  pace_.spend(size);
  lane.submit(request::Write{.handle = seat.handle, .offset = going->chunk.offset + going->at, .bytes = bytes},
              [this, &lane, going, size](Reply& reply) {
                lane.bytes_under_way -= size;
                require_ok(reply, "write " + path_);
                uses_.written(size);
                if (--going->unanswered > 0 || going->at < going->chunk.bytes.size()) return;
                --open_;
                uses_.acknowledged(going->chunk);
              });
  going->at += bytes.size();
}

void ChunkSender::close(Lanes& lanes) {
  for (auto& [lane, seat] : seats_)
    if (!seat.handle.empty()) close(*lane, seat);
  seats_.clear();
  lanes.drain();
}

}  // namespace aifactory::transfer
