// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/bridge.hpp"

#include "transport/ssh/client_source.hpp"
#include "transport/ssh/link.hpp"

#include <algorithm>
#include <utility>

namespace aifactory::transport::ssh {
namespace {

/// Input that one client may send before the others get their turn. sshd hands 64 KiB of each channel to its program
/// in one turn of its own loop: with more of one channel in a row it would move one at a time.
constexpr std::size_t turn_size = 64u << 10;

std::string hello_text(std::uint32_t version) {
  std::string text{hello_magic};
  text.append(reinterpret_cast<const char*>(&version), sizeof version);
  return text;
}

}  // namespace

Bridge::Bridge(UniqueFd client, Link& link)
    : client_(std::move(client)), owner_(peer_process(client_.get())), link_(link) {}

Bridge::~Bridge() {
  if (channel_) ssh_remove_channel_callbacks(channel_.get(), &callbacks_);
}

bool Bridge::finished() const {
  if (channel_) return false;
  return client_gone_ || outbox_.broken() || (state_ == State::over && outbox_.empty());
}

pollfd Bridge::poll_for() const {
  const bool reads = !client_gone_ && !inbox_.full();
  const int events = (reads ? POLLIN : 0) | (outbox_.empty() ? 0 : POLLOUT);
  return {.fd = client_gone_ ? -1 : client_.get(), .events = static_cast<short>(events), .revents = 0};
}

void Bridge::take_in(short events) {
  if ((events & POLLOUT) != 0) outbox_.flush(client_.get());
  if ((events & POLLIN) != 0 && inbox_.fill(client_.get()) == Inbox::Filled::gone) client_gone_ = true;
  if ((events & (POLLHUP | POLLERR)) != 0 && (events & POLLIN) == 0) client_gone_ = true;
}

bool Bridge::advance() {
  follow_request();
  const bool has_more = forward_input();
  if (channel_) {
    drain(0);
    drain(1);
    keep_window_wide();
    report_ending();
  }
  return has_more;
}

bool Bridge::forward_input() {
  std::size_t forwarded = 0;
  while (const auto piece = inbox_.next()) {
    if (forwarded >= turn_size) return true;
    if (!may_take(piece->kind)) return false;
    const auto used = take(*piece);
    if (used == 0 && !piece->bytes.empty()) return false;
    inbox_.consume(used);
    forwarded += used;
  }
  return false;
}

/// Stdin may follow the request at once where no request goes lost; a signal must wait for its answer, or libssh would
/// mix up the two.
bool Bridge::may_take(FrameKind kind) const {
  switch (state_) {
    case State::waiting:
      return false;
    case State::requesting:
      return link_.keeps_idle_channels() && kind != FrameKind::signal;
    default:
      return true;
  }
}

std::size_t Bridge::take(const Inbox::Piece& piece) {
  if (state_ == State::greeting) return take_opening(piece);
  if (state_ == State::over || !channel_) return piece.bytes.size();
  if (piece.kind == FrameKind::input) return take_input(piece.bytes);
  if (piece.kind == FrameKind::input_end) {
    input_sent_ = true;
    ssh_channel_send_eof(channel_.get());
  }
  if (piece.kind == FrameKind::signal)
    ssh_channel_request_send_signal(channel_.get(), std::string{piece.text()}.c_str());
  return piece.bytes.size();
}

std::size_t Bridge::take_opening(const Inbox::Piece& piece) {
  if (piece.kind == FrameKind::hello) {
    greeted_ = piece.text() == hello_text(protocol_version);
    outbox_.put(client_.get(), greeted_ ? FrameKind::hello : FrameKind::version, hello_text(protocol_version));
    wish_ = greeted_ ? Wish::none : Wish::other_version;
    return piece.bytes.size();
  }
  text_ = piece.text();
  is_subsystem_ = piece.kind == FrameKind::subsystem;
  switch (piece.kind) {
    case FrameKind::exec:
      wish_ = Wish::exec;
      break;
    case FrameKind::subsystem:
      wish_ = Wish::subsystem;
      break;
    case FrameKind::status:
      wish_ = Wish::status;
      break;
    case FrameKind::close:
      wish_ = Wish::close;
      break;
    default:
      client_gone_ = true;
  }
  state_ = State::waiting;
  return piece.bytes.size();
}

/// Never more than the window and never while earlier bytes wait: libssh would queue without bound.
std::size_t Bridge::take_input(std::span<const std::byte> bytes) {
  if (remote_closed_ || ssh_channel_is_open(channel_.get()) == 0) return bytes.size();
  if (link_.congested()) return 0;
  const auto window = ssh_channel_window_size(channel_.get());
  const auto size = std::min({bytes.size(), std::size_t{window}, turn_size});
  if (size == 0) return 0;
  const int written = ssh_channel_write(channel_.get(), bytes.data(), static_cast<std::uint32_t>(size));
  input_sent_ = input_sent_ || written > 0;
  return static_cast<std::size_t>(std::max(written, 0));
}

void Bridge::keep_waiting() {
  if (std::exchange(told_to_wait_, true)) return;
  outbox_.put(client_.get(), FrameKind::queued);
}

void Bridge::ask_back() {
  if (std::exchange(asked_back_, true)) return;
  outbox_.put(client_.get(), FrameKind::give_back);
}

void Bridge::answer(std::string_view text) {
  outbox_.put(client_.get(), FrameKind::answer, text);
  state_ = State::over;
  wish_ = Wish::none;
}

void Bridge::refuse(std::string_view why) {
  outbox_.put(client_.get(), FrameKind::refused, why);
  state_ = State::over;
  wish_ = Wish::none;
}

void Bridge::lose(std::string_view why) {
  if (state_ != State::over) outbox_.put(client_.get(), FrameKind::lost, why);
  state_ = State::over;
  wish_ = Wish::none;
}

}  // namespace aifactory::transport::ssh
