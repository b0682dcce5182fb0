// SPDX-License-Identifier: Apache-2.0
#include "transport/stream/inbox.hpp"

#include "transport/stream/socket.hpp"

#include <algorithm>
#include <cstring>

namespace aifactory::transport {
namespace {

constexpr std::size_t least_room = std::size_t{64} << 10;
constexpr std::size_t capacity = frame_payload_limit + frame_header_size;

}  // namespace

bool Inbox::full() const {
  return end_ - begin_ == capacity;
}

Inbox::Filled Inbox::fill(int fd) {
  if (!buffer_) buffer_ = std::make_unique_for_overwrite<std::byte[]>(capacity);
  if (begin_ == end_) begin_ = end_ = 0;
  if (begin_ > 0 && capacity - end_ < least_room) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == capacity) return Filled::nothing_yet;
  const auto received = receive_some(fd, {buffer_.get() + end_, capacity - end_});
  if (!received) return Filled::gone;
  end_ += *received;
  return *received > 0 ? Filled::some : Filled::nothing_yet;
}

bool Inbox::read_header() {
  if (held().size() < frame_header_size) return false;
  FrameHeader header;
  std::memcpy(header.data(), held().data(), header.size());
  current_ = decode(header);
  begin_ += frame_header_size;
  return true;
}

std::optional<Inbox::Piece> Inbox::next() {
  if (!current_ && !read_header()) return {};
  const auto arrived = std::min<std::size_t>(current_->size, held().size());
  const bool whole = arrived == current_->size;
  const bool divisible = current_->kind == FrameKind::input && arrived > 0;
  if (!whole && !divisible) return {};
  return Piece{.kind = current_->kind, .bytes = held().first(arrived)};
}

void Inbox::consume(std::size_t size) {
  begin_ += size;
  current_->size -= static_cast<std::uint32_t>(size);
  if (current_->size == 0) current_.reset();
}

}  // namespace aifactory::transport
