// SPDX-License-Identifier: Apache-2.0
#include "cli/markdown.hpp"

#include "aifactory/base/text.hpp"

namespace aifactory::cli {

std::string escape_markdown(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '|' || c == '<' || c == '*' || c == '`' || c == '[' || c == '\\' || c == '_') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace aifactory::cli
