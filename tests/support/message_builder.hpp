// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace aifactory::test {

inline std::string little_endian_bytes(std::uint64_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i)
    bytes += static_cast<char>(static_cast<unsigned char>(value >> 8 * i));
  return bytes;
}

/// Writes Protocol Buffers messages, to be read back.
class MessageBuilder {
 public:
  MessageBuilder& number(std::uint64_t field, std::uint64_t value) {
    varint(field << 3);
    varint(value);
    return *this;
  }
  MessageBuilder& text(std::uint64_t field, std::string_view bytes) {
    varint(field << 3 | 2);
    varint(bytes.size());
    text_ += bytes;
    return *this;
  }
  MessageBuilder& text(std::uint64_t field, const MessageBuilder& message) { return text(field, message.text_); }
  MessageBuilder& real(std::uint64_t field, double value) {
    varint(field << 3 | 1);
    text_ += little_endian_bytes(std::bit_cast<std::uint64_t>(value), 8);
    return *this;
  }
  MessageBuilder& real(std::uint64_t field, float value) {
    varint(field << 3 | 5);
    text_ += little_endian_bytes(std::bit_cast<std::uint32_t>(value), 4);
    return *this;
  }
  operator std::string() const { return text_; }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      text_ += static_cast<char>(static_cast<unsigned char>(value | 0x80));
    text_ += static_cast<char>(static_cast<unsigned char>(value));
  }

  std::string text_;
};

}  // namespace aifactory::test
