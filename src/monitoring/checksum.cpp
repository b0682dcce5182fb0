// SPDX-License-Identifier: Apache-2.0
#include "monitoring/checksum.hpp"

#include <array>

namespace aifactory::monitoring {
namespace {

using Table = std::array<std::uint32_t, 256>;

constexpr Table table_of(std::uint32_t polynomial) {
  Table table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    auto value = byte;
    for (int bit = 0; bit < 8; ++bit)
      value = (value >> 1) ^ ((value & 1) != 0 ? polynomial : 0);
    table[byte] = value;
  }
  return table;
}

constexpr Table castagnoli = table_of(0x82F63B78);
constexpr Table ieee = table_of(0xEDB88320);

std::uint32_t sum(const Table& table, std::string_view bytes, std::uint32_t before) {
  auto value = ~before;
  for (const char c : bytes)
    value = table[(value ^ static_cast<unsigned char>(c)) & 0xFF] ^ (value >> 8);
  return ~value;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  return sum(castagnoli, bytes, 0);
}

std::uint32_t masked_crc32c(std::string_view bytes) {
  const auto value = crc32c(bytes);
  return ((value >> 15) | (value << 17)) + 0xA282EAD8;
}

std::uint32_t crc32(std::string_view bytes, std::uint32_t before) {
  return sum(ieee, bytes, before);
}

}  // namespace aifactory::monitoring
