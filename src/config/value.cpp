// SPDX-License-Identifier: Apache-2.0
#include "config/value.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <regex.h>
#include <regex>

namespace aifactory::config {
namespace {

constexpr std::size_t line_limit = 4096;  // std::regex recurses with the length of its subject

template <typename Number>
std::optional<Number> parse_whole(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_line(const Key& key, std::string_view text) {
  return !text.empty() && text.size() <= line_limit && text.find_first_of("\r\n\t") == std::string_view::npos &&
         (key.format.empty() || matches(key.format, text));
}

bool is_duration(std::string_view text) {
  const auto duration = parse_duration(text);
  return duration && *duration > Seconds(0);
}

bool is_place(std::string_view text) {
  return !text.empty() && (text.front() == '/' || text.front() == '{' || text.front() == '~' || text.front() == '.' ||
                           text.find_first_of("$`") == std::string_view::npos);
}

bool is_pattern(std::string_view text) {
  try {
    const std::regex compiled(text.begin(), text.end());
    return !text.empty() && text.size() <= line_limit;
  } catch (const std::regex_error&) {
    return false;
  }
}

bool is_one_of(std::string_view choices, std::string_view text) {
  const auto all = split(choices, '|');
  return std::find(all.begin(), all.end(), text) != all.end();
}

bool scalar_fits(const Key& key, const std::string& text) {
  switch (key.type) {
    case Type::text:
    case Type::texts:
    case Type::path:
    case Type::paths:
      return is_line(key, text);
    case Type::place:
      return is_line(key, text) && is_place(text);
    case Type::shell:
      return true;
    case Type::pattern:
    case Type::patterns:
      return is_pattern(text);
    case Type::integer: {
      const auto value = to_integer(text);
      return value && *value >= key.least && *value <= key.most;
    }
    case Type::number:
      return to_number(text).has_value();
    case Type::duration:
      return is_duration(text);
    case Type::idle:
      return text == "never" || is_duration(text);
    case Type::bytes:
      return parse_bytes(text).has_value();
    case Type::boolean:
      return to_boolean(text).has_value();
    case Type::choice:
      return is_one_of(key.choices, text);
    case Type::map:
    case Type::maps:
    case Type::secret:
      return false;
  }
  return false;
}

bool is_list(Type type) {
  return type == Type::texts || type == Type::paths || type == Type::patterns;
}

bool secret_fits(const Node& value) {
  return value.kind == Node::Kind::map && value.members.size() == 1 && value.find("command") &&
         value.find("command")->kind == Node::Kind::scalar && !value.find("command")->text.empty();
}

}  // namespace

std::optional<std::int64_t> to_integer(std::string_view text) {
  return parse_whole<std::int64_t>(text);
}

std::optional<double> to_number(std::string_view text) {
  const auto value = parse_whole<double>(text);
  return value && std::isfinite(*value) && *value >= 0 ? value : std::nullopt;
}

std::optional<bool> to_boolean(std::string_view text) {
  const auto lower = to_lower(text);
  if (lower == "true") return true;
  if (lower == "false") return false;
  return std::nullopt;
}

/// regcomp(3) takes a twentieth of std::regex's time, which every command would spend on its project file.
bool matches(std::string_view format, std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return false;
  regex_t expression;
  if (::regcomp(&expression, fmt::format("^({})$", format).c_str(), REG_EXTENDED | REG_NOSUB) != 0)
    throw Error{{.kind = ErrorKind::bug, .what = fmt::format("not a regular expression: {}", format)}};
  const int result = ::regexec(&expression, std::string{text}.c_str(), 0, nullptr, 0);
  ::regfree(&expression);
  return result == 0;
}

std::string describe(const Key& key) {
  const auto form = key.format.empty() ? std::string() : fmt::format(" of the form {}", key.format);
  switch (key.type) {
    case Type::map:
      return "a map (name: value)";
    case Type::maps:
      return "a list of maps ([{name: …}])";
    case Type::text:
      return "one line of text" + form;
    case Type::shell:
      return "text";
    case Type::path:
      return "a path";
    case Type::place:
      return "a path on the site";
    case Type::texts:
      return "a list of texts" + form;
    case Type::paths:
      return "a path or a list of paths";
    case Type::pattern:
      return "a regular expression";
    case Type::patterns:
      return "a list of regular expressions";
    case Type::integer:
      return fmt::format("a whole number from {} to {}", key.least, key.most);
    case Type::number:
      return "a number, not negative";
    case Type::duration:
      return "a duration (2h, 90m, 1-00:00:00)";
    case Type::idle:
      return "a duration (30m), or never";
    case Type::bytes:
      return "an amount of bytes (80G)";
    case Type::boolean:
      return "true or false";
    case Type::choice:
      return "one of " + join(split(key.choices, '|'), ", ");
    case Type::secret:
      return "{command: PROGRAM}";
  }
  return {};
}

bool fits(const Key& key, const Node& value) {
  const auto scalar = [&](const Node& node) { return node.kind == Node::Kind::scalar && scalar_fits(key, node.text); };
  if (key.type == Type::secret) return secret_fits(value);
  switch (value.kind) {
    case Node::Kind::empty:
      return key.type == Type::map || key.type == Type::maps || is_list(key.type);
    case Node::Kind::map:
      return key.type == Type::map;
    case Node::Kind::list:
      return key.type == Type::maps ||
             (is_list(key.type) && std::all_of(value.items.begin(), value.items.end(), scalar));
    case Node::Kind::scalar:
      return scalar(value);
  }
  return false;
}

}  // namespace aifactory::config
