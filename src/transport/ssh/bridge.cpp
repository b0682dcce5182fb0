// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/bridge.hpp"

#include "transport/ssh/channel_pool.hpp"
#include "transport/ssh/client_source.hpp"
#include "transport/ssh/link.hpp"
#include "transport/stream/ending_text.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace aifactory::transport::ssh {
namespace {

constexpr std::uint32_t piece_size = 256u << 10;
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

void Bridge::attach(ChannelHandle channel) {
  channel_ = std::move(channel);
  wish_ = Wish::none;
  state_ = State::requesting;
  register_callbacks();
  outbox_.put(client_.get(), FrameKind::accepted);
  follow_request();
}

void Bridge::follow_request() {
  if (state_ != State::requesting) return;
  const int result = is_subsystem_ ? ssh_channel_request_subsystem(channel_.get(), text_.c_str())
                                   : ssh_channel_request_exec(channel_.get(), text_.c_str());
  if (result == SSH_AGAIN) return;
  state_ = State::running;
  text_.clear();
  if (result == SSH_ERROR && !link_.broken())
    refuse(is_subsystem_ ? "the server offers no file transfer (SFTP) to this user"
                         : "the server runs no commands for this user");
}

int Bridge::offer(std::span<const std::byte> bytes, int is_error) {
  const auto taken = client_gone_
                         ? bytes.size()
                         : outbox_.put_some(client_.get(), is_error != 0 ? FrameKind::err : FrameKind::out, bytes);
  held_[is_error != 0 ? 1 : 0] = taken < bytes.size();
  since_widening_ += taken;
  return static_cast<int>(taken);
}

void Bridge::drain(int is_error) {
  auto& held = held_[is_error != 0 ? 1 : 0];
  const auto room = link_.scratch().first(piece_size);
  while (held && outbox_.empty() && !outbox_.broken()) {
    const int size = ssh_channel_read_nonblocking(channel_.get(), room.data(), piece_size, is_error);
    held = size > 0;
    if (!held) return;
    const auto bytes = room.first(static_cast<std::size_t>(size));
    since_widening_ += bytes.size();
    outbox_.put(client_.get(), is_error != 0 ? FrameKind::err : FrameKind::out, bytes);
  }
}

void Bridge::keep_window_wide() {
  if (since_widening_ < wide_window / 2 || held_[0] || held_[1] || remote_closed_) return;
  since_widening_ = 0;
  const auto spilt = widen_window(link_, channel_.get());
  for (std::size_t at = 0; at < spilt.size(); at += frame_payload_limit)
    outbox_.put(client_.get(), FrameKind::out, spilt.subspan(at, std::min(frame_payload_limit, spilt.size() - at)));
}

void Bridge::report_ending() {
  if (!remote_closed_ || held_[0] || held_[1] || state_ == State::over) return;
  if (state_ == State::requesting && !input_sent_) return;
  if (ending_)
    outbox_.put(client_.get(), FrameKind::ending, ending_text(*ending_));
  else
    outbox_.put(client_.get(), FrameKind::lost, "the program's channel was closed without an exit status");
  state_ = State::over;
}

/// The server closed the channel before it took the request: nothing was started, so it may be asked again.
ChannelHandle Bridge::detach_unanswered() {
  ssh_remove_channel_callbacks(channel_.get(), &callbacks_);
  remote_closed_ = false;
  ending_.reset();
  state_ = State::waiting;
  wish_ = is_subsystem_ ? Wish::subsystem : Wish::exec;
  return std::move(channel_);
}

ChannelHandle Bridge::detach_if_over() {
  if (!channel_) return {};
  if (state_ == State::requesting) return remote_closed_ && !input_sent_ ? detach_unanswered() : ChannelHandle{};
  const bool unwanted = client_gone_ || outbox_.broken();
  if (state_ != State::over && !unwanted) return {};
  ssh_remove_channel_callbacks(channel_.get(), &callbacks_);
  if (link_.broken()) return std::move(channel_);
  if (unwanted && !remote_closed_) end_program();
  // The first call may stop after the end of file while the socket is busy; the second sends the close.
  ssh_channel_close(channel_.get());
  ssh_channel_close(channel_.get());
  return std::move(channel_);
}

/// TERM as well: a server started under nohup hands the ignored HUP down.
void Bridge::end_program() {
  ssh_channel_request_send_signal(channel_.get(), "HUP");
  ssh_channel_request_send_signal(channel_.get(), "TERM");
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

void Bridge::register_callbacks() {
  callbacks_.userdata = this;
  callbacks_.channel_data_function = on_data;
  callbacks_.channel_close_function = on_close;
  callbacks_.channel_exit_status_function = on_status;
  callbacks_.channel_exit_signal_function = on_signal;
  ssh_callbacks_init(&callbacks_);
  ssh_set_channel_callbacks(channel_.get(), &callbacks_);
}

int Bridge::on_data(ssh_session, ssh_channel, void* data, std::uint32_t size, int is_error, void* self) noexcept {
  return static_cast<Bridge*>(self)->offer({static_cast<const std::byte*>(data), size}, is_error);
}

void Bridge::on_close(ssh_session, ssh_channel, void* self) noexcept {
  static_cast<Bridge*>(self)->remote_closed_ = true;
}

void Bridge::on_status(ssh_session, ssh_channel, int status, void* self) noexcept {
  auto& ending = static_cast<Bridge*>(self)->ending_;
  if (!ending) ending = Ending{.status = status & 0xff, .signal = {}};
}

void Bridge::on_signal(ssh_session, ssh_channel, const char* name, int, const char*, const char*, void* self) noexcept {
  auto& ending = static_cast<Bridge*>(self)->ending_;
  if (!ending) ending = Ending{.status = 0, .signal = name};
}

}  // namespace aifactory::transport::ssh
