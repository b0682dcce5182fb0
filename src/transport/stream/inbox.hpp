// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/stream/frame.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace aifactory::transport {

/// Frames on their way in, taken apart. Small frames come whole; the payload of an `input` frame is handed out as far
/// as it has arrived, so that nothing waits for the end of a large one.
class Inbox {
 public:
  enum class Filled { some, nothing_yet, gone };

  /// Reads once from the socket, when there is room.
  Filled fill(int fd);

  bool full() const;

  /// A frame and as much of its payload as may be used now; consume() what has been used. Nothing when more bytes must
  /// arrive first. Errors: protocol.
  struct Piece {
    FrameKind kind;
    std::span<const std::byte> bytes;
    std::string_view text() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  };
  std::optional<Piece> next();
  void consume(std::size_t size);

 private:
  std::span<const std::byte> held() const { return {buffer_.get() + begin_, end_ - begin_}; }
  bool read_header();

  std::unique_ptr<std::byte[]> buffer_;  ///< made at the first use, and not zeroed: most frames are small
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::optional<Frame> current_;  ///< size: what of its payload has not been consumed
};

}  // namespace aifactory::transport
