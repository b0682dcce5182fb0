// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace aifactory {
namespace {

/// Reads a moment from left to right; the first thing that does not fit makes it bad for good.
struct Reader {
  std::string_view rest;
  bool good = true;

  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      good = good && i < rest.size() && rest[i] >= '0' && rest[i] <= '9';
      if (!good) return 0;
      value = value * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(digits);
    return value;
  }
  bool skip_any(std::string_view characters) {
    if (rest.empty() || characters.find(rest[0]) == std::string_view::npos) return false;
    rest.remove_prefix(1);
    return true;
  }
  void expect(std::string_view characters) { good = skip_any(characters) && good; }
};

std::chrono::sys_days read_date(Reader& reader) {
  const std::chrono::year year(reader.number(4));
  reader.expect("-");
  const std::chrono::month month(static_cast<unsigned>(reader.number(2)));
  reader.expect("-");
  const std::chrono::year_month_day date(year, month, std::chrono::day(static_cast<unsigned>(reader.number(2))));
  reader.good = reader.good && date.ok();
  return date;
}

Seconds read_clock(Reader& reader) {
  const int hour = reader.number(2);
  reader.expect(":");
  const int minute = reader.number(2);
  reader.expect(":");
  const int second = reader.number(2);
  reader.good = reader.good && hour < 24 && minute < 60 && second <= 60;  // 60: a leap second
  if (reader.skip_any(".,")) {
    reader.number(1);
    while (reader.skip_any("0123456789"))
      continue;
  }
  return Seconds(hour * 3600 + minute * 60 + second);
}

Seconds read_offset(Reader& reader) {
  if (reader.rest.empty() || reader.skip_any("Zz")) return Seconds(0);
  const bool west = reader.rest[0] == '-';
  reader.expect("+-");
  const int hours = reader.number(2);
  reader.expect(":");
  const int minutes = reader.number(2);
  reader.good = reader.good && hours < 24 && minutes < 60;
  return Seconds((hours * 3600 + minutes * 60) * (west ? -1 : 1));
}

struct Span {
  std::int64_t seconds;
  const char* name;
};
constexpr std::array<Span, 6> spans = {
    {{31536000, "year"}, {2592000, "month"}, {86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}}};

}  // namespace

Time now() {
  return std::chrono::floor<Seconds>(std::chrono::system_clock::now());
}

std::string format_time(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::optional<Time> parse_time(std::string_view text) {
  Reader reader{trim(text)};
  const auto date = read_date(reader);
  reader.expect("Tt ");
  const Seconds clock = read_clock(reader);
  const Seconds offset = read_offset(reader);
  if (!reader.good || !reader.rest.empty()) return {};
  return Time(date) + clock - offset;
}

std::string relative_time(Time time, Time reference) {
  const std::int64_t ahead = (time - reference).count();
  const std::int64_t distance = ahead < 0 ? -ahead : ahead;
  for (const Span& span : spans) {
    const std::int64_t number = distance / span.seconds;
    if (number == 0) continue;
    const std::string amount = fmt::format("{} {}{}", number, span.name, number == 1 ? "" : "s");
    return ahead > 0 ? "in " + amount : amount + " ago";
  }
  return "now";
}

}  // namespace aifactory
