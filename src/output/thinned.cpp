// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/plot.hpp"

#include "output/axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace aifactory::output {
namespace {

using Place = std::pair<double, double>;
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// What is kept of the points on one column, by number.
struct Kept {
  std::size_t first = none, last = none, low = none, high = none, gap = none;
  double low_y = 0, high_y = 0;

  void add(std::size_t number, double y) {
    if (!std::isfinite(y)) {
      if (gap == none) gap = number;
      return;
    }
    if (first == none || y < low_y) low = number, low_y = y;
    if (first == none || y > high_y) high = number, high_y = y;
    if (first == none) first = number;
    last = number;
  }
};

Range x_range(std::size_t count, const std::function<Place(std::size_t)>& at) {
  Range range{INFINITY, -INFINITY};
  for (std::size_t i = 0; i < count; ++i) {
    const double x = at(i).first;
    if (!std::isfinite(x)) continue;
    range.low = std::min(range.low, x);
    range.high = std::max(range.high, x);
  }
  return range.low > range.high ? Range{0, 0} : range;
}

void append(Curve& curve, const Kept& kept, const std::function<Place(std::size_t)>& at) {
  std::array<std::size_t, 5> numbers{kept.first, kept.low, kept.high, kept.last, kept.gap};
  std::sort(numbers.begin(), numbers.end());
  for (auto number = numbers.begin(); number != std::unique(numbers.begin(), numbers.end()) && *number != none;
       ++number) {
    const auto [x, y] = at(*number);
    curve.x.push_back(x);
    curve.y.push_back(y);
  }
}

}  // namespace

Curve thinned(std::string name, std::size_t count, const std::function<Place(std::size_t)>& at, std::size_t buckets) {
  Curve curve{.name = std::move(name), .x = {}, .y = {}};
  if (count <= 4 * buckets) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto [x, y] = at(i);
      curve.x.push_back(x);
      curve.y.push_back(y);
    }
    return curve;
  }
  const Range range = widened_across(x_range(count, at));
  std::vector<Kept> columns(buckets);
  for (std::size_t i = 0; i < count; ++i) {
    const auto [x, y] = at(i);
    if (!std::isfinite(x)) continue;
    const double share = std::clamp(range.share(x), 0.0, 1.0);
    columns[std::min(buckets - 1, static_cast<std::size_t>(share * static_cast<double>(buckets)))].add(i, y);
  }
  for (const Kept& kept : columns)
    append(curve, kept, at);
  return curve;
}

}  // namespace aifactory::output
