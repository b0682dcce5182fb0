// SPDX-License-Identifier: Apache-2.0
#include "monitoring/number.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <system_error>

namespace aifactory::monitoring {
namespace {

/// from_chars leaves the value alone when it is out of range; strtod says on which side. The program never leaves the
/// "C" locale.
double out_of_range(std::string_view text) {
  return std::strtod(std::string(text).c_str(), nullptr);
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return out_of_range(text);
  if (error != std::errc{}) return std::nullopt;
  return value;
}

}  // namespace aifactory::monitoring
