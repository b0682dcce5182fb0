// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aifactory::transport::ssh {

/// The bytes behind base64 text (RFC 4648, padding optional, line ends ignored). Nothing on any other character.
std::optional<std::string> decode_base64(std::string_view text);

/// Bytes as base64, padded.
std::string encode_base64(std::string_view bytes);

}  // namespace aifactory::transport::ssh
