// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"
#include "aifactory/output/records.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace aifactory::output {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view starting_indicators = "-?:,[]{}#&*!|>'\"%@`~<=.";

/// Words that some reader of YAML, 1.1 or 1.2, takes for something else than text.
bool is_reserved(std::string_view text) {
  constexpr std::array<std::string_view, 11> words = {"null", "true", "false", "yes", "no",  "on",
                                                      "off",  "y",    "n",     "nan", ".inf"};
  return std::ranges::find(words, to_lower(text)) != words.end();
}

/// Numbers, dates, versions, times: whatever starts like one is quoted, since its readers differ.
bool may_be_number(std::string_view text) {
  const char first = text[0];
  return (first >= '0' && first <= '9') || first == '+' || first == '-' || first == '.';
}

bool is_plain_inside(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':' && (i + 1 == text.size() || text[i + 1] == ' ')) return false;
    if (text[i] == '#' && i > 0 && text[i - 1] == ' ') return false;
  }
  return printable(text) == text;
}

bool is_plain(std::string_view text) {
  return !text.empty() && text == trim(text) && starting_indicators.find(text[0]) == std::string_view::npos &&
         !is_reserved(text) && !may_be_number(text) && is_plain_inside(text);
}

/// The escapes that printable() writes are those of YAML's double quotes.
std::string double_quoted(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return '"' + printable(escaped) + '"';
}

std::string text_of(const std::string& text) {
  return is_plain(text) ? text : double_quoted(text);
}

/// Readers of YAML 1.1 know an exponent only behind a point: "1.0e-07".
std::string number_text(const Json& value) {
  const double number = value.get<double>();
  if (std::isnan(number)) return ".nan";
  if (std::isinf(number)) return number > 0 ? ".inf" : "-.inf";
  std::string text = value.dump();
  const std::size_t exponent = text.find('e');
  if (exponent != std::string::npos && text.find('.') == std::string::npos) text.insert(exponent, ".0");
  return text;
}

std::string scalar(const Json& value) {
  if (value.is_string()) return text_of(value.get_ref<const std::string&>());
  return value.is_number_float() ? number_text(value) : value.dump();  // the rest, empty collections too, as in JSON
}

bool is_block(const Json& value) {
  return value.is_structured() && !value.empty();
}

void append_block(std::string& out, const Json& value, const std::string& margin);

/// What stands behind "key:" or "-".
void append_value(std::string& out, const Json& value, const std::string& margin) {
  if (is_block(value)) {
    out += "\n";
    append_block(out, value, margin + "  ");
  } else {
    out += " " + scalar(value) + "\n";
  }
}

/// An item's block starts on the line of its dash.
void append_item(std::string& out, const Json& item, const std::string& margin) {
  out += margin + "-";
  if (!is_block(item)) return append_value(out, item, margin);
  std::string block;
  append_block(block, item, margin + "  ");
  out += " " + block.substr(margin.size() + 2);
}

void append_block(std::string& out, const Json& value, const std::string& margin) {
  if (value.is_array()) {
    for (const Json& item : value)
      append_item(out, item, margin);
    return;
  }
  for (const auto& [key, member] : value.items()) {
    out += margin + text_of(key) + ":";
    append_value(out, member, margin);
  }
}

}  // namespace

std::string to_yaml(const Json& value) {
  if (!is_block(value)) return scalar(value) + "\n";
  std::string out;
  append_block(out, value, "");
  return out;
}

}  // namespace aifactory::output
