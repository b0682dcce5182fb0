// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace aifactory::monitoring {

/// Little-endian numbers at the front of `bytes`, which must hold enough of them.
std::uint64_t little_endian(std::string_view bytes, int count);
double double_at(std::string_view bytes);
double float_at(std::string_view bytes);

/// One field of a Protocol Buffers message (protobuf.dev, "Encoding").
struct WireField {
  std::uint64_t number = 0;
  enum class Type { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 } type = Type::varint;
  std::uint64_t value = 0;  ///< varint
  std::string_view bytes;   ///< the content, or the 8 or 4 bytes of a fixed number
  bool is(std::uint64_t wanted_number, Type wanted_type) const {
    return number == wanted_number && type == wanted_type;
  }
};

/// Walks over the fields of one message. Borrows it. A message that breaks off or holds nonsense ends the walk with
/// ok() false.
class WireCursor {
 public:
  explicit WireCursor(std::string_view message) : rest_(message) {}
  bool next(WireField& field);
  bool ok() const { return ok_; }

 private:
  bool varint(std::uint64_t& value);
  bool content(WireField& field);
  bool take(WireField& field, std::uint64_t size);

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace aifactory::monitoring
