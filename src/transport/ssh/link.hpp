// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/ssh/handles.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <poll.h>
#include <span>
#include <string>

namespace aifactory::transport::ssh {

/// An authenticated session, for the one thread that owns it. Nothing here blocks.
class Link {
 public:
  /// `first_channel`: see LoggedIn.
  Link(SessionHandle session, ChannelHandle first_channel);
  ~Link();
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  ssh_session session() const { return session_.get(); }

  /// The channel that the login asked for, once; null when it asked for none.
  ChannelHandle take_first_channel() { return std::move(first_channel_); }

  pollfd poll_for() const;

  /// Takes in what has arrived, for a while, and sends what waits. Callbacks of channels run from here. True when
  /// something happened.
  bool pump();

  /// Bytes of earlier writes still wait for room in the socket: write no more until they are gone.
  bool congested() const;

  bool broken() const;
  /// Why it broke, in words that a terminal may show.
  std::string why_broken() const;

  /// False for servers that may close a session channel while nothing runs in it (dropbear does, whenever some other
  /// program ends). Only OpenSSH is known not to.
  bool keeps_idle_channels() const { return keeps_idle_channels_; }

  /// Sends a keep-alive request unless the last one is still unanswered.
  void ask_for_life();

  std::uint64_t bytes_received() const { return counter_->in_bytes; }
  std::uint64_t bytes_sent() const { return counter_->out_bytes; }

  /// Room for what is on its way from libssh to a client; used and done with inside one call.
  std::span<std::byte> scratch() { return {scratch_.get(), scratch_size}; }
  static constexpr std::size_t scratch_size = std::size_t{4} << 20;

  /// Takes leave of the server. Without it the connection just closes.
  void disconnect();

 private:
  std::unique_ptr<ssh_counter_struct> counter_;
  SessionHandle session_;
  ChannelHandle first_channel_;
  EventHandle event_;
  std::unique_ptr<std::byte[]> scratch_;
  bool broken_ = false;
  bool keeps_idle_channels_;
};

}  // namespace aifactory::transport::ssh
