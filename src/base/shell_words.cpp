// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <algorithm>

namespace aifactory {
namespace {

bool needs_no_quotes(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_-./:,@%+").find(c) != std::string_view::npos;
}

}  // namespace

std::string shell_quote(std::string_view word) {
  if (word.find('\0') != std::string_view::npos)
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "a word for a shell has a NUL byte in it: '" + printable(shorten(word, 60)) + "'",
                 .why = "no command can be given such a word"}};
  if (!word.empty() && std::ranges::all_of(word, needs_no_quotes)) return std::string(word);
  std::string out = "'";
  for (const char c : word) {
    // csh and tcsh, still the login shell of some, expand '!' within single quotes too, but not behind a backslash.
    if (c == '\'' || c == '!')
      out += std::string("'\\") + c + "'";
    else
      out += c;
  }
  return out + "'";
}

std::string shell_join(std::span<const std::string> words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ' ';
    out += shell_quote(word);
  }
  return out;
}

}  // namespace aifactory
