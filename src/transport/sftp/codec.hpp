// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/file_channel.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace aifactory::transport::sftp {

// Packet types of draft-ietf-secsh-filexfer-02, section 3, that are looked at by number elsewhere.
constexpr std::uint8_t fxp_init = 1;
constexpr std::uint8_t fxp_version = 2;

/// What a server said it can do beyond version 3, in its greeting.
struct Extensions {
  bool limits = false;        ///< limits@openssh.com
  bool posix_rename = false;  ///< posix-rename@openssh.com
  bool fsync = false;         ///< fsync@openssh.com
};

/// The kind of packet that a request may be answered with; a STATUS may always come.
enum class Answer { status, handle, data, names, one_name, attributes, limits };

void encode_init(std::vector<std::byte>& out);
void encode_limits_request(RequestId id, std::vector<std::byte>& out);
/// Appends the whole packet. Errors: bad_input for a path or write that does not fit a packet.
void encode(RequestId id, const Request& request, const Extensions& extensions, std::vector<std::byte>& out);
Answer expected_answer(const Request& request);

/// The body of a VERSION packet. Errors: protocol.
Extensions decode_version(std::span<const std::byte> body);

/// An answer's id, to look up what was expected. Errors: protocol.
RequestId decode_id(std::span<const std::byte> body);
/// Errors: protocol for a wrong type, a short packet, or counts that cannot be true.
Reply decode_reply(std::span<const std::byte> body, Answer expected);
/// The answer to encode_limits_request; what a server leaves at zero keeps its default.
FileLimits decode_limits(std::span<const std::byte> body);

}  // namespace aifactory::transport::sftp
