// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <poll.h>
#include <span>
#include <string>
#include <string_view>

namespace aifactory::transport {

/// How a program on a host ended.
struct Ending {
  int status = 0;      ///< exit status, when no signal ended it
  std::string signal;  ///< "TERM", "KILL", … (RFC 4254 6.10), else empty
  bool ok() const { return status == 0 && signal.empty(); }
  /// As a shell reports it: the status, or 128 + the signal's number.
  int shell_status() const;
};

/// What Channel::read found.
struct Arrival {
  enum class Kind { nothing_yet, out, err, end } kind = Kind::nothing_yet;
  std::size_t size = 0;
};

/// The byte streams of one program on a host: its stdin, stdout, stderr and ending. Used by one thread. No call
/// blocks; wait with poll(2) on what poll_for() says. Destroying it closes the program's streams and, when it has not
/// ended, sends it HUP and TERM; nothing is left running on the host.
class Channel {
 public:
  virtual ~Channel() = default;

  /// Takes as many bytes as there is room for (possibly 0: the other side reads slowly). A program that no longer
  /// reads swallows everything. Errors: try_again when the connection is lost.
  virtual std::size_t write(std::span<const std::byte> bytes) = 0;

  /// No more stdin. What was written still arrives.
  virtual void finish_writing() = 0;

  /// Fills the front of `into` from stdout or stderr, whichever came first. Not reading holds the program back.
  /// Errors: try_again when the connection was lost before the ending was known.
  virtual Arrival read(std::span<std::byte> into) = 0;

  /// After Arrival::Kind::end.
  virtual const Ending& ending() const = 0;

  /// "TERM", "INT", … as in RFC 4254 6.9. Servers may ignore it (OpenSSH before 7.9 does).
  virtual void send_signal(std::string_view name) = 0;

  /// True once others wait for a channel of the same connection and have none: whoever has several should close this
  /// one as soon as nothing is under way on it.
  virtual bool wanted_back() const { return false; }

  /// Descriptor and events to wait for; POLLOUT is asked for only after a write() that took less than it was given.
  virtual pollfd poll_for() const = 0;
};

}  // namespace aifactory::transport
