// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.hpp"

namespace aifactory {
namespace {

struct Lead {
  std::size_t length;
  char32_t bits;
  char32_t smallest;  // anything below would be an overlong form
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xc2 && byte < 0xe0) return {2, byte & 0x1fu, 0x80};
  if (byte >= 0xe0 && byte < 0xf0) return {3, byte & 0x0fu, 0x800};
  if (byte >= 0xf0 && byte < 0xf5) return {4, byte & 0x07u, 0x10000};
  return {0, 0, 0};
}

}  // namespace

Character first_character(std::string_view text) {
  const Character invalid{static_cast<unsigned char>(text[0]), 1, false};
  const Lead lead = lead_of(static_cast<unsigned char>(text[0]));
  if (lead.length == 0 || lead.length > text.size()) return invalid;
  char32_t code = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0u) != 0x80u) return invalid;
    code = (code << 6) | (byte & 0x3fu);
  }
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < lead.smallest || surrogate || code > 0x10ffff) return invalid;
  return {code, lead.length, true};
}

}  // namespace aifactory
