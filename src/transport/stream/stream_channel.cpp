// SPDX-License-Identifier: Apache-2.0
#include "transport/stream/stream_channel.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/transport/connection_lost.hpp"

#include "transport/stream/ending_text.hpp"
#include "transport/stream/socket.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace aifactory::transport {
namespace {

bool is_data(FrameKind kind) {
  return kind == FrameKind::out || kind == FrameKind::err;
}

}  // namespace

StreamChannel::StreamChannel(UniqueFd socket, std::string host) : socket_(std::move(socket)), host_(std::move(host)) {}

void StreamChannel::request(FrameKind kind, std::string_view text) {
  outbox_.put(socket_.get(), kind, text);
}

void StreamChannel::send_ahead(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += frame_payload_limit)
    outbox_.put(socket_.get(), FrameKind::input, bytes.substr(at, frame_payload_limit));
}

void StreamChannel::await_accepted(std::chrono::milliseconds limit, const std::function<void()>& queued) {
  constexpr std::chrono::seconds moment{2};
  const auto start = std::chrono::steady_clock::now();
  bool told = false;
  while (advance() == Next::nothing_yet && !accepted_) {
    const auto waited = std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    if (!queued_ && waited >= limit) throw_lost("no channel was opened in time");
    if (queued_ && waited >= moment && !std::exchange(told, true)) queued();
    const auto left = std::min<std::chrono::milliseconds>(queued_ ? moment : limit - waited, std::chrono::minutes(1));
    std::array<pollfd, 2> both = {poll_for(), {.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0}};
    ::poll(both.data(), both.size(), static_cast<int>(left.count()));
    throw_if_interrupted();
  }
}

std::size_t StreamChannel::write(std::span<const std::byte> bytes) {
  outbox_.flush(socket_.get());
  if (outbox_.broken()) return bytes.size();
  const auto taken = outbox_.put_some(socket_.get(), FrameKind::input, bytes);
  wants_room_ = taken < bytes.size();
  return taken;
}

void StreamChannel::finish_writing() {
  outbox_.put(socket_.get(), FrameKind::input_end);
}

void StreamChannel::send_signal(std::string_view name) {
  outbox_.put(socket_.get(), FrameKind::signal, name);
}

pollfd StreamChannel::poll_for() const {
  const bool out = !outbox_.broken() && (wants_room_ || !outbox_.empty());
  const int events = out ? POLLIN | POLLOUT : POLLIN;
  return {.fd = socket_.get(), .events = static_cast<short>(events), .revents = 0};
}

Arrival StreamChannel::read(std::span<std::byte> into) {
  if (ending_) return {.kind = Arrival::Kind::end};
  outbox_.flush(socket_.get());
  switch (advance()) {
    case Next::data:
      return read_payload(into);
    case Next::end:
      return {.kind = Arrival::Kind::end};
    case Next::nothing_yet:
      break;
  }
  return {};
}

/// Takes in headers and notices up to the next piece of data.
StreamChannel::Next StreamChannel::advance() {
  while (!ending_) {
    if (!frame_ && !read_header()) return Next::nothing_yet;
    if (is_data(frame_->kind)) return Next::data;
    if (!read_notice()) return Next::nothing_yet;
    take_notice();
  }
  return Next::end;
}

bool StreamChannel::read_header() {
  while (header_filled_ < header_.size()) {
    const auto received = receive(std::span{header_}.subspan(header_filled_));
    if (received == 0) return false;
    header_filled_ += received;
  }
  header_filled_ = 0;
  frame_ = decode(header_);
  if (is_data(frame_->kind) && frame_->size == 0) frame_.reset();
  return frame_ || read_header();
}

bool StreamChannel::read_notice() {
  while (frame_->size > 0) {
    std::array<std::byte, 4096> piece;
    const auto received = receive(std::span{piece}.first(std::min<std::size_t>(piece.size(), frame_->size)));
    if (received == 0) return false;
    notice_.append(reinterpret_cast<const char*>(piece.data()), received);
    frame_->size -= static_cast<std::uint32_t>(received);
  }
  return true;
}

void StreamChannel::take_notice() {
  const auto text = std::exchange(notice_, {});
  const auto kind = std::exchange(frame_, std::nullopt)->kind;
  if (kind == FrameKind::accepted) accepted_ = true;
  if (kind == FrameKind::queued) queued_ = true;
  if (kind == FrameKind::give_back) wanted_back_ = true;
  if (kind == FrameKind::ending) ending_ = parse_ending(text);
  if (kind == FrameKind::lost) throw_lost(text);
  if (kind == FrameKind::refused) throw_refused(text);
}

void StreamChannel::throw_refused(const std::string& text) const {
  const auto end = std::min(text.find('\n'), text.size());
  throw Error{{.kind = ErrorKind::unavailable,
               .what = fmt::format("{} refused a channel", host_),
               .why = text.substr(0, end),
               .hint = end < text.size() ? text.substr(end + 1) : ""}};
}

/// With the last byte of a payload comes the next header, in one system call.
Arrival StreamChannel::read_payload(std::span<std::byte> into) {
  const auto size = std::min<std::size_t>(into.size(), frame_->size);
  if (size == 0) return {};
  const auto after = size == frame_->size ? std::span{header_} : std::span<std::byte>{};
  const auto received = receive(into.first(size), after);
  const auto payload = std::min(received, size);
  const auto kind = frame_->kind == FrameKind::out ? Arrival::Kind::out : Arrival::Kind::err;
  header_filled_ = received - payload;
  frame_->size -= static_cast<std::uint32_t>(payload);
  if (frame_->size == 0) frame_.reset();
  return payload > 0 ? Arrival{.kind = kind, .size = payload} : Arrival{};
}

std::size_t StreamChannel::receive(std::span<std::byte> first, std::span<std::byte> second) {
  const auto received = receive_some(socket_.get(), first, second);
  if (!received) throw_lost("its keeper has ended");
  return *received;
}

void StreamChannel::throw_lost(std::string_view why) const {
  throw ConnectionLost{{.kind = ErrorKind::try_again,
                        .what = fmt::format("the connection to {} was lost", host_),
                        .why = std::string{why},
                        .hint = "run the command again"}};
}

}  // namespace aifactory::transport
