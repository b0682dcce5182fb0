// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/transport/channel.hpp"

#include "transport/stream/outbox.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace aifactory::transport {

/// A Channel whose other end is a thread or process that speaks frames over a stream socket: the loop that owns an SSH
/// session, or the thread beside a local child.
class StreamChannel final : public Channel {
 public:
  /// `host` is for messages.
  StreamChannel(UniqueFd socket, std::string host);

  /// Asks for a program (FrameKind::exec, subsystem). Does not wait.
  void request(FrameKind kind, std::string_view text);

  /// Bytes of stdin that go before all others; takes every one.
  void send_ahead(std::string_view bytes);

  /// Waits until the other end has found a channel for the request: up to `limit`, or as long as it takes while it says
  /// that others use them all, of which `queued` is told after a moment. Errors: unavailable (refused), try_again.
  void await_accepted(std::chrono::milliseconds limit, const std::function<void()>& queued);

  std::size_t write(std::span<const std::byte> bytes) override;
  void finish_writing() override;
  Arrival read(std::span<std::byte> into) override;
  const Ending& ending() const override { return *ending_; }
  void send_signal(std::string_view name) override;
  bool wanted_back() const override { return wanted_back_; }
  pollfd poll_for() const override;

 private:
  enum class Next { data, nothing_yet, end };
  Next advance();
  bool read_header();
  bool read_notice();
  void take_notice();
  Arrival read_payload(std::span<std::byte> into);
  std::size_t receive(std::span<std::byte> first, std::span<std::byte> second = {});
  [[noreturn]] void throw_lost(std::string_view why) const;
  [[noreturn]] void throw_refused(const std::string& text) const;

  UniqueFd socket_;
  std::string host_;
  Outbox outbox_;
  FrameHeader header_ = {};
  std::size_t header_filled_ = 0;
  std::optional<Frame> frame_;  ///< size: what of its payload has not been read
  std::string notice_;          ///< the payload of a frame that is not data
  std::optional<Ending> ending_;
  bool accepted_ = false;
  bool queued_ = false;
  bool wanted_back_ = false;
  bool wants_room_ = false;
};

}  // namespace aifactory::transport
