// SPDX-License-Identifier: Apache-2.0
#include "output/json_text.hpp"

#include "aifactory/base/text.hpp"

#include <nlohmann/json.hpp>

namespace aifactory::output {

std::string json_text(const nlohmann::ordered_json& value, Layout layout) {
  using Handler = nlohmann::ordered_json::error_handler_t;
  const int indent = layout == Layout::indented ? 2 : -1;
  const std::string text = value.dump(indent, ' ', false, Handler::replace);
  return printable(text, Lines::keep) == text ? text : value.dump(indent, ' ', true, Handler::replace);
}

}  // namespace aifactory::output
