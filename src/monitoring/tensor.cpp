// SPDX-License-Identifier: Apache-2.0
#include "monitoring/tensor.hpp"

#include "monitoring/wire.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

namespace aifactory::monitoring {
namespace {

/// Numbers of DataType in tensorflow/core/framework/types.proto.
enum class DataType : std::uint64_t { float32 = 1, float64 = 2, int32 = 3, int64 = 9, bfloat16 = 14, half = 19 };

/// IEEE 754 binary16.
double half_value(std::uint32_t bits) {
  const double sign = (bits & 0x8000) != 0 ? -1 : 1;
  const int exponent = static_cast<int>(bits >> 10 & 0x1F);
  const double fraction = bits & 0x3FF;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  if (exponent == 31) return fraction == 0 ? sign * HUGE_VAL : std::nan("");
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

double bfloat16_value(std::uint32_t bits) {
  return std::bit_cast<float>(bits << 16);
}

std::optional<double> value_of_bits(DataType type, std::uint64_t bits) {
  switch (type) {
    case DataType::half:
      return half_value(static_cast<std::uint32_t>(bits & 0xFFFF));
    case DataType::bfloat16:
      return bfloat16_value(static_cast<std::uint32_t>(bits & 0xFFFF));
    case DataType::int32:
      return static_cast<std::int32_t>(static_cast<std::uint32_t>(bits));
    case DataType::int64:
      return static_cast<double>(static_cast<std::int64_t>(bits));
    case DataType::float32:
      return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    case DataType::float64:
      return std::bit_cast<double>(bits);
  }
  return std::nullopt;
}

std::size_t size_of(DataType type) {
  if (type == DataType::float64 || type == DataType::int64) return 8;
  return type == DataType::half || type == DataType::bfloat16 ? 2 : 4;
}

/// tensor_content: the elements as they lie in memory.
std::optional<double> from_content(DataType type, std::string_view bytes) {
  if (bytes.size() != size_of(type)) return std::nullopt;
  return value_of_bits(type, little_endian(bytes, static_cast<int>(bytes.size())));
}

/// The single varint of a packed list.
std::optional<std::uint64_t> single_varint(std::string_view bytes) {
  std::uint64_t value = 0;
  unsigned shift = 0;
  for (std::size_t i = 0; i < bytes.size() && shift < 64; ++i, shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return i + 1 == bytes.size() ? std::optional(value) : std::nullopt;
  }
  return std::nullopt;
}

/// half_val, float_val, double_val, int_val, int64_val: the elements one by one, packed or not.
std::optional<double> from_list(DataType type, const WireField& field) {
  using Type = WireField::Type;
  if (field.type == Type::varint) return value_of_bits(type, field.value);
  const bool fixed = type == DataType::float32 || type == DataType::float64;
  if (fixed) return from_content(type, field.bytes);
  if (field.type != Type::bytes) return std::nullopt;
  const auto value = single_varint(field.bytes);
  return value ? value_of_bits(type, *value) : std::nullopt;
}

bool is_value_list(std::uint64_t number) {
  return number == 5 || number == 6 || number == 7 || number == 10 || number == 13;
}

}  // namespace

std::optional<double> scalar_of_tensor(std::string_view message) {
  DataType type{};
  std::optional<double> value;
  WireField field;
  for (WireCursor cursor(message); cursor.next(field);) {
    if (field.is(1, WireField::Type::varint)) {
      type = static_cast<DataType>(field.value);
    } else if (field.is(4, WireField::Type::bytes)) {
      value = from_content(type, field.bytes);
    } else if (is_value_list(field.number)) {
      value = value ? std::nullopt : from_list(type, field);
    }
  }
  return value;
}

}  // namespace aifactory::monitoring
