// SPDX-License-Identifier: Apache-2.0
#include "monitoring/wire.hpp"

#include <bit>

namespace aifactory::monitoring {

std::uint64_t little_endian(std::string_view bytes, int count) {
  std::uint64_t value = 0;
  for (int i = count; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  return value;
}

double double_at(std::string_view bytes) {
  return std::bit_cast<double>(little_endian(bytes, 8));
}

double float_at(std::string_view bytes) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(little_endian(bytes, 4)));
}

bool WireCursor::next(WireField& field) {
  std::uint64_t key = 0;
  if (!ok_ || rest_.empty()) return false;
  ok_ = varint(key) && key >> 3 != 0;
  field = {.number = key >> 3, .type = static_cast<WireField::Type>(key & 7), .value = 0, .bytes = {}};
  ok_ = ok_ && content(field);
  return ok_;
}

bool WireCursor::varint(std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return true;
  }
  return false;
}

bool WireCursor::content(WireField& field) {
  std::uint64_t size = 0;
  switch (field.type) {
    case WireField::Type::varint:
      return varint(field.value);
    case WireField::Type::fixed64:
      return take(field, 8);
    case WireField::Type::fixed32:
      return take(field, 4);
    case WireField::Type::bytes:
      return varint(size) && take(field, size);
  }
  return false;
}

bool WireCursor::take(WireField& field, std::uint64_t size) {
  if (size > rest_.size()) return false;
  field.bytes = rest_.substr(0, static_cast<std::size_t>(size));
  rest_.remove_prefix(static_cast<std::size_t>(size));
  return true;
}

}  // namespace aifactory::monitoring
