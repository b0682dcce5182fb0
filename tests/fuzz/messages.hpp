// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace aifactory::fuzz {

/// The input as messages, each behind two bytes of its length (little-endian): what is put behind right checksums,
/// which no mutation would hit.
inline std::vector<std::string_view> messages_in(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<std::string_view> messages;
  while (rest.size() >= 2) {
    const std::size_t length = static_cast<unsigned char>(rest[0]) + 256U * static_cast<unsigned char>(rest[1]);
    messages.push_back(rest.substr(2, length));
    rest.remove_prefix(std::min(rest.size(), 2 + length));
  }
  return messages;
}

}  // namespace aifactory::fuzz
