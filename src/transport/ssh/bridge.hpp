// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/transport/channel.hpp"

#include "transport/ssh/handles.hpp"
#include "transport/stream/inbox.hpp"
#include "transport/stream/outbox.hpp"

#include <array>
#include <memory>
#include <optional>
#include <poll.h>
#include <string>

namespace aifactory::transport::ssh {

class Link;

/// One client of the loop and, once it has asked for a program, the SSH channel of that program: bytes both ways, as
/// fast as the slower side takes them. Addresses are registered with libssh, so it does not move.
class Bridge {
 public:
  Bridge(UniqueFd client, Link& link);
  ~Bridge();
  Bridge(const Bridge&) = delete;
  Bridge& operator=(const Bridge&) = delete;

  /// What the client wants and has not got yet.
  enum class Wish { none, exec, subsystem, status, close, other_version };
  Wish wish() const { return wish_; }
  bool has_channel() const { return channel_ != nullptr; }
  bool is_subsystem() const { return is_subsystem_; }
  /// The process that it serves.
  pid_t owner() const { return owner_; }

  pollfd poll_for() const;
  /// Reads from the client.
  void take_in(short events);
  /// Moves what can be moved; true when more input could go at once, after the other clients' turn.
  bool advance();
  bool finished() const;

  /// Gives it an open channel and sends the program's request there.
  void attach(ChannelHandle channel);
  /// The channel to close, once the program is over or nobody wants it.
  ChannelHandle detach_if_over();

  /// Lets the client know, once, that it must wait for others.
  void keep_waiting();
  /// Lets the client know, once, that others wait for its channel.
  void ask_back();
  bool asked_back() const { return asked_back_; }

  void answer(std::string_view text);
  void refuse(std::string_view why);
  void lose(std::string_view why);

 private:
  enum class State { greeting, waiting, requesting, running, over };
  std::size_t take(const Inbox::Piece& piece);
  std::size_t take_opening(const Inbox::Piece& piece);
  std::size_t take_input(std::span<const std::byte> bytes);
  bool may_take(FrameKind kind) const;
  bool forward_input();
  void follow_request();
  void drain(int is_error);
  void keep_window_wide();
  void report_ending();
  void end_program();
  ChannelHandle detach_unanswered();
  int offer(std::span<const std::byte> bytes, int is_error);
  void register_callbacks();

  static int on_data(ssh_session, ssh_channel, void* data, std::uint32_t size, int is_error, void* self) noexcept;
  static void on_close(ssh_session, ssh_channel, void* self) noexcept;
  static void on_status(ssh_session, ssh_channel, int status, void* self) noexcept;
  static void on_signal(ssh_session, ssh_channel, const char* name, int, const char*, const char*, void* self) noexcept;

  UniqueFd client_;
  pid_t owner_;
  Link& link_;
  Inbox inbox_;
  Outbox outbox_;
  ChannelHandle channel_;
  ssh_channel_callbacks_struct callbacks_ = {};
  State state_ = State::greeting;
  Wish wish_ = Wish::none;
  std::string text_;  ///< command line or subsystem
  bool is_subsystem_ = false;
  bool told_to_wait_ = false;
  bool asked_back_ = false;
  bool greeted_ = false;
  bool client_gone_ = false;
  bool input_sent_ = false;
  bool remote_closed_ = false;
  std::array<bool, 2> held_ = {};   ///< libssh keeps data of stdout, stderr that did not fit
  std::size_t since_widening_ = 0;  ///< bytes received since the window was last made wide
  std::optional<Ending> ending_;
};

}  // namespace aifactory::transport::ssh
