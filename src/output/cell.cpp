// SPDX-License-Identifier: Apache-2.0
#include "output/cell.hpp"

#include "aifactory/base/text.hpp"

#include "output/json_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace aifactory::output {
namespace {

using Json = nlohmann::ordered_json;

/// Tabs separate cells and newlines rows: within a cell they are blanks.
std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return printable(text);
}

std::string raw_text(const Json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return one_line(value.get_ref<const std::string&>());
  if (value.is_number_float()) return fmt::format("{:.6g}", value.get<double>());
  if (!value.is_array()) return json_text(value, Layout::one_line);
  std::vector<std::string> items;
  for (const Json& item : value)
    items.push_back(raw_text(item));
  return join(items, ", ");
}

/// Seconds, rounded; values no clock can hold stay as they are.
std::string duration_text(const Json& value) {
  const double seconds = value.get<double>();
  if (!(std::abs(seconds) < 1e15)) return raw_text(value);
  return format_duration(Seconds(std::llround(seconds)));
}

std::string bytes_text(const Json& value) {
  const double bytes = value.get<double>();
  if (!(bytes >= 0 && bytes < 1.8e19)) return raw_text(value);
  return format_bytes(value.is_number_float() ? static_cast<std::uint64_t>(bytes) : value.get<std::uint64_t>());
}

std::string time_text(const Json& value, Time reference) {
  const auto time = value.is_string() ? parse_time(value.get_ref<const std::string&>()) : std::nullopt;
  return time ? relative_time(*time, reference) : raw_text(value);
}

}  // namespace

std::string cell_text(const Json& value, As as, Reader reader, Time reference) {
  if (reader == Reader::programs) return raw_text(value);
  if (as == As::time) return time_text(value, reference);
  if (as == As::bytes && value.is_number()) return bytes_text(value);
  if (as == As::duration && value.is_number()) return duration_text(value);
  return raw_text(value);
}

Style style_of_state(std::string_view state) {
  const std::string name = to_lower(state.substr(0, state.find(' ')));  // "CANCELLED by 1000"
  const auto is_one_of = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
  };
  if (is_one_of({"completed", "ok", "done"})) return Style::green;
  if (is_one_of({"pending", "configuring", "requeued", "suspended", "held"})) return Style::yellow;
  if (is_one_of({"running", "completing", "staging", "stage_out"})) return Style::cyan;
  if (is_one_of({"failed", "timeout", "timed_out", "cancelled", "out_of_memory", "node_fail", "boot_fail", "deadline",
                 "preempted", "launch_failed", "lost"}))
    return Style::red;
  return Style::plain;
}

}  // namespace aifactory::output
