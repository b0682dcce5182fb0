// SPDX-License-Identifier: Apache-2.0
// The side of a Bridge on which the server is: its channel, from the request to the ending.
#include "transport/ssh/bridge.hpp"
#include "transport/ssh/channel_pool.hpp"
#include "transport/ssh/link.hpp"
#include "transport/stream/ending_text.hpp"

#include <algorithm>
#include <utility>

namespace aifactory::transport::ssh {
namespace {

constexpr std::uint32_t piece_size = 256u << 10;

}  // namespace

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
    refuse(is_subsystem_ ? "the server offers no file transfer (SFTP) to this user\n"
                           "ask the site's support whether another host takes transfers"
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
