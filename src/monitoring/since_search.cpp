// SPDX-License-Identifier: Apache-2.0
#include "monitoring/since_search.hpp"

namespace aifactory::monitoring {
namespace {

constexpr std::uint64_t near_enough = std::uint64_t{1} << 18, probe_size = 65536;
constexpr Seconds disorder{60};

struct TimedLine {
  std::uint64_t offset;
  Time time;
};

/// The first whole line behind `start` that carries a time.
std::optional<TimedLine> timed_line(const SinceSearch& search, std::uint64_t start) {
  const auto bytes = search.read(start, probe_size);
  if (!bytes) return std::nullopt;
  auto begin = bytes->find('\n');
  while (begin != std::string::npos) {
    const auto end = bytes->find('\n', ++begin);
    if (end == std::string::npos) break;
    if (const auto time = search.time_of(std::string_view(*bytes).substr(begin, end - begin)))
      return TimedLine{start + begin, *time};
    begin = end;
  }
  return std::nullopt;
}

}  // namespace

std::uint64_t find_since(const SinceSearch& search) {
  std::uint64_t low = 0, high = search.size;
  while (high - low > near_enough) {
    const auto middle = low + (high - low) / 2;
    const auto line = timed_line(search, middle);
    if (!line) return low;
    if (line->offset < high && line->time < search.since - disorder)
      low = line->offset;
    else
      high = middle;
  }
  return low;
}

}  // namespace aifactory::monitoring
