// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/base64.hpp"

#include "aifactory/base/text.hpp"

#include <cstdint>

namespace aifactory::transport::ssh {
namespace {

std::optional<std::uint32_t> value_of(char c) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto at = alphabet.find(c);
  if (at == std::string_view::npos) return {};
  return static_cast<std::uint32_t>(at);
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  while (!text.empty() && (text.back() == '=' || text.back() == '\n' || text.back() == '\r'))
    text.remove_suffix(1);
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    const auto value = value_of(c);
    if (!value) return {};
    bits = (bits << 6 | *value) & 0xffffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xff);
  }
  if (count == 6) return {};
  return bytes;
}

std::string encode_base64(std::string_view bytes) {
  return base64(std::as_bytes(std::span{bytes}));
}

}  // namespace aifactory::transport::ssh
