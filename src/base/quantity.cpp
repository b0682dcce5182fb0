// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/quantity.hpp"

#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace aifactory {
namespace {

constexpr std::string_view unit_letters = "kmgtpe";

/// What stands behind the number, as a power of 1024.
std::optional<unsigned> parse_unit(std::string_view suffix) {
  const std::string unit = to_lower(suffix);
  if (unit.empty() || unit == "b") return 0;
  const std::size_t power = unit_letters.find(unit[0]);
  const std::string_view rest = std::string_view(unit).substr(1);
  if (power == std::string_view::npos || (!rest.empty() && rest != "b" && rest != "ib" && rest != "i")) return {};
  return static_cast<unsigned>(power) + 1;
}

std::optional<std::uint64_t> parse_whole(std::string_view digits) {
  std::uint64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc{} || stop != end) return {};
  return number;
}

/// The digits behind the point, as a share of one.
std::optional<long double> parse_fraction(std::string_view digits) {
  long double value = 0;
  for (std::size_t i = digits.size(); i > 0; --i) {
    if (digits[i - 1] < '0' || digits[i - 1] > '9') return {};
    value = (value + static_cast<long double>(digits[i - 1] - '0')) / 10;
  }
  return value;
}

std::optional<std::uint64_t> scale(std::uint64_t number, unsigned power) {
  const unsigned shift = power * 10;
  if (shift > 0 && number >> (64 - shift) != 0) return {};
  return number << shift;
}

struct Unit {
  std::int64_t seconds;
  char letter;
};
constexpr std::array<Unit, 4> units = {{{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}}};

/// sum + number * seconds, or nothing when it does not fit.
std::optional<std::int64_t> add_checked(std::int64_t sum, std::uint64_t number, std::int64_t seconds) {
  std::int64_t product = 0, total = 0;
  if (number > static_cast<std::uint64_t>(INT64_MAX)) return {};
  if (__builtin_mul_overflow(static_cast<std::int64_t>(number), seconds, &product)) return {};
  if (__builtin_add_overflow(sum, product, &total)) return {};
  return total;
}

/// "1h 30m": each unit once, from the largest down.
std::optional<Seconds> parse_people_duration(std::string_view text) {
  std::optional<std::int64_t> total = 0;
  std::size_t next_unit = 0;
  while (!text.empty()) {
    const std::size_t end = text.find_first_not_of("0123456789");
    if (end == std::string_view::npos) return {};
    const auto number = parse_whole(text.substr(0, end));
    while (next_unit < units.size() && units[next_unit].letter != text[end])
      ++next_unit;
    if (!number || next_unit == units.size()) return {};
    total = add_checked(*total, *number, units[next_unit++].seconds);
    if (!total) return {};
    text = trim(text.substr(end + 1));
  }
  return Seconds(*total);
}

/// "30", "MM:SS", "HH:MM:SS"; behind "D-" they start with hours instead.
std::optional<Seconds> parse_walltime(std::string_view text) {
  const std::size_t dash = text.find('-');
  const bool with_days = dash != std::string_view::npos;
  std::optional<std::int64_t> total = 0;
  if (with_days) {
    const auto days = parse_whole(text.substr(0, dash));
    if (!days || !(total = add_checked(0, *days, 86400))) return {};
    text.remove_prefix(dash + 1);
  }
  const auto parts = split(text, ':');
  if (parts.size() > 3) return {};
  std::int64_t seconds = with_days || parts.size() == 3 ? 3600 : 60;
  for (const std::string& part : parts) {
    const auto number = parse_whole(part);
    if (!number || !(total = add_checked(*total, *number, seconds))) return {};
    seconds /= 60;
  }
  return Seconds(*total);
}

}  // namespace

std::string format_bytes(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  auto value = static_cast<double>(bytes);
  std::size_t power = 0;
  while ((value >= 999.5 || power == 0) && power < unit_letters.size()) {
    value /= 1024;
    ++power;
  }
  return fmt::format("{:.3g} {}iB", value, "KMGTPE"[power - 1]);
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  text = trim(text);
  const std::size_t number_end = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string_view number = text.substr(0, number_end);
  const auto power = parse_unit(trim(text.substr(number_end)));
  const std::size_t point = number.find('.');
  const auto whole = parse_whole(number.substr(0, point));
  if (!power || !whole) return {};
  const auto bytes = scale(*whole, *power);
  if (!bytes || point == std::string_view::npos) return bytes;

  const auto fraction = parse_fraction(number.substr(point + 1));
  if (!fraction || *power == 0 || point + 1 == number.size()) return {};
  const auto more = static_cast<std::uint64_t>(std::ldexp(*fraction, static_cast<int>(*power) * 10));
  return *bytes > UINT64_MAX - more ? std::nullopt : std::optional(*bytes + more);
}

std::string format_walltime(Seconds duration) {
  const std::int64_t seconds = std::max<std::int64_t>(0, duration.count());
  const std::int64_t days = seconds / 86400;
  const std::int64_t hours = seconds / 3600 % 24, minutes = seconds / 60 % 60;
  if (days > 0) return fmt::format("{}-{:02}:{:02}:{:02}", days, hours, minutes, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", hours, minutes, seconds % 60);
}

std::string format_duration(Seconds duration) {
  if (duration < Seconds(0)) return "-" + format_duration(duration == Seconds::min() ? Seconds::max() : -duration);
  std::int64_t rest = duration.count();
  for (std::size_t i = 0; i + 1 < units.size(); ++i) {
    if (rest < units[i].seconds) continue;
    const std::string first = fmt::format("{}{}", rest / units[i].seconds, units[i].letter);
    rest = rest % units[i].seconds / units[i + 1].seconds;
    return rest == 0 ? first : fmt::format("{} {}{}", first, rest, units[i + 1].letter);
  }
  return fmt::format("{}s", rest);
}

std::optional<Seconds> parse_duration(std::string_view text) {
  const std::string lower = to_lower(trim(text));
  if (lower.empty()) return {};
  return lower.find_first_of("dhms") == std::string::npos ? parse_walltime(lower) : parse_people_duration(lower);
}

}  // namespace aifactory
