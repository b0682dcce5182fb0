// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>

namespace aifactory {
namespace {

/// Reorders, hides or breaks what is around it: marks of direction and byte order, line separators,
/// tag characters.
bool deceives(char32_t code) {
  return code == 0x61c || code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0xfeff || (code >= 0xe0000 && code <= 0xe007f);
}

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

void append_escape(std::string& out, const Character& character) {
  auto to = std::back_inserter(out);
  const auto code = static_cast<std::uint32_t>(character.code);
  if (code == '\n')
    out += "\\n";
  else if (code == '\r')
    out += "\\r";
  else if (code == '\t')
    out += "\\t";
  else if (code < 0x80 || !character.valid)
    fmt::format_to(to, "\\x{:02x}", code);
  else if (code < 0x10000)
    fmt::format_to(to, "\\u{:04x}", code);
  else
    fmt::format_to(to, "\\U{:08x}", code);
}

bool is_kept(char32_t code, Lines lines) {
  return lines == Lines::keep && (code == '\n' || code == '\t');
}

}  // namespace

std::string printable(std::string_view text, Lines lines) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    const bool shown = character.valid && !is_control(character.code) && !deceives(character.code);
    if (shown || is_kept(character.code, lines))
      out += text.substr(0, character.length);
    else
      append_escape(out, character);
    text.remove_prefix(character.length);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    width += width_of(character.code);
    text.remove_prefix(character.length);
  }
  return width;
}

std::string shorten(std::string_view text, std::size_t columns) {
  if (columns == 0) return {};
  std::size_t width = 0, end = 0, cut = 0;  // `cut`: where one column is left for the ellipsis
  while (end < text.size()) {
    const Character character = first_character(text.substr(end));
    width += width_of(character.code);
    if (width > columns) return std::string(text.substr(0, cut)) + "…";
    end += character.length;
    if (width < columns) cut = end;
  }
  return std::string(text);
}

}  // namespace aifactory
