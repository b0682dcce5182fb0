// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"
#include "aifactory/output/svg.hpp"

namespace aifactory::output {

std::string escape_markup(std::string_view text) {
  std::string out;
  for (const char c : printable(text, Lines::keep)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out += c;
  }
  return out;
}

}  // namespace aifactory::output
