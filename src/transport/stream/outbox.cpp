// SPDX-License-Identifier: Apache-2.0
#include "transport/stream/outbox.hpp"

#include "transport/stream/socket.hpp"

#include <algorithm>

namespace aifactory::transport {

void Outbox::put(int fd, FrameKind kind, std::span<const std::byte> payload) {
  const auto header = encode({.kind = kind, .size = static_cast<std::uint32_t>(payload.size())});
  std::size_t sent = 0;
  if (empty() && !broken_) {
    const auto now = send_some(fd, header, payload);
    broken_ = !now;
    sent = now.value_or(0);
  }
  if (broken_) return;
  keep(std::span{header}.subspan(std::min(sent, header.size())));
  keep(payload.subspan(sent - std::min(sent, header.size())));
}

void Outbox::put(int fd, FrameKind kind, std::string_view text) {
  put(fd, kind, std::as_bytes(std::span{text.data(), text.size()}));
}

std::size_t Outbox::put_some(int fd, FrameKind kind, std::span<const std::byte> payload) {
  std::size_t taken = 0;
  while (empty() && !broken_ && taken < payload.size()) {
    const auto piece = payload.subspan(taken, std::min(frame_payload_limit, payload.size() - taken));
    put(fd, kind, piece);
    taken += piece.size();
  }
  return taken;
}

void Outbox::flush(int fd) {
  if (empty() || broken_) return;
  const auto sent = send_some(fd, std::span{held_}.subspan(begin_));
  broken_ = !sent;
  begin_ += sent.value_or(0);
  if (!empty()) return;
  held_.clear();
  begin_ = 0;
}

}  // namespace aifactory::transport
