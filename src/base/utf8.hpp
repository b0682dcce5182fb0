// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace aifactory {

/// The first character of a text. An invalid byte counts as a character of length 1.
struct Character {
  char32_t code = 0;
  std::size_t length = 1;
  bool valid = true;
};

/// Strict: no overlong forms, surrogates or numbers above U+10FFFF. `text` is not empty.
Character first_character(std::string_view text);

/// Columns of a terminal: 0 for combining and invisible ones, 2 for wide East Asian ones and emoji, else 1.
std::size_t width_of(char32_t code);

}  // namespace aifactory
