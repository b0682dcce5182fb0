// SPDX-License-Identifier: Apache-2.0
#include "aifactory/transfer/tree.hpp"

namespace aifactory::transfer {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<ContentHash> ContentHash::from_hex(std::string_view hex) {
  ContentHash hash;
  if (hex.size() != 2 * hash.bytes_.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.bytes_.size(); ++i) {
    const int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    hash.bytes_[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return hash;
}

std::string ContentHash::hex() const {
  if (!known()) return {};
  std::string out;
  for (const auto byte : bytes_) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

}  // namespace aifactory::transfer
