// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aifactory::transport {

/// What travels on the local stream socket between a Channel and the thread or process that serves it. A frame is a
/// header of eight bytes (kind, three zero bytes, payload size in this machine's byte order) and its payload.
enum class FrameKind : std::uint8_t {
  hello = 1,       ///< to the server, first: "aifk" and the protocol version (this frame never changes)
  version = 2,     ///< back: the server speaks another version and takes nothing more
  exec = 3,        ///< to the server: a command line for the login shell
  subsystem = 4,   ///< to the server: the name of a subsystem
  status = 5,      ///< to the server: asks for `answer`
  close = 6,       ///< to the server: end the whole connection
  input = 7,       ///< to the server: stdin
  input_end = 8,   ///< to the server: no more stdin
  signal = 9,      ///< to the server: a signal's name
  accepted = 10,   ///< back: a channel has been found for the request
  refused = 11,    ///< back: it will not run; the text says why, and on a second line what to do
  out = 12,        ///< back: stdout
  err = 13,        ///< back: stderr
  ending = 14,     ///< back: "s STATUS" or "k SIGNAL"; nothing follows
  lost = 15,       ///< back: the connection broke; the text says how
  answer = 16,     ///< back: lines of NAME=VALUE
  queued = 17,     ///< back: every channel is in use; the request waits for one, as long as it takes
  give_back = 18,  ///< back: others have no channel and wait for one; see Channel::wanted_back
};

constexpr std::uint32_t protocol_version = 2;
constexpr std::string_view hello_magic = "aifk";

constexpr std::size_t frame_header_size = 8;
using FrameHeader = std::array<std::byte, frame_header_size>;

/// Payloads are cut to this size, so that one stream cannot hold up the others.
constexpr std::size_t frame_payload_limit = std::size_t{256} << 10;

struct Frame {
  FrameKind kind = FrameKind::hello;
  std::uint32_t size = 0;
};

FrameHeader encode(Frame frame);

/// Errors: protocol on an unknown kind or a payload above the limit.
Frame decode(const FrameHeader& header);

}  // namespace aifactory::transport
