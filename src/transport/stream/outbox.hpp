// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/stream/frame.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace aifactory::transport {

/// Frames on their way out. Payloads go straight to the socket; only what did not fit is copied and sent later.
class Outbox {
 public:
  /// Sends a frame, keeping what does not fit. For small frames: takes all of it.
  void put(int fd, FrameKind kind, std::span<const std::byte> payload);
  void put(int fd, FrameKind kind, std::string_view text = {});

  /// Sends as much as there is room for, in frames; returns what was taken. Takes nothing while something is held.
  std::size_t put_some(int fd, FrameKind kind, std::span<const std::byte> payload);

  void flush(int fd);
  bool empty() const { return begin_ == held_.size(); }
  /// The other side has gone: what is put now goes nowhere.
  bool broken() const { return broken_; }

 private:
  void keep(std::span<const std::byte> bytes) { held_.insert(held_.end(), bytes.begin(), bytes.end()); }

  std::vector<std::byte> held_;
  std::size_t begin_ = 0;
  bool broken_ = false;
};

}  // namespace aifactory::transport
