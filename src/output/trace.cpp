// SPDX-License-Identifier: Apache-2.0
#include "output/trace.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace aifactory::output {
namespace {

constexpr double far = 1e300;  // beyond it, differences would leave the range of a double

void include(std::optional<Range>& range, double value) {
  if (!range) range = Range{value, value};
  range->low = std::min(range->low, value);
  range->high = std::max(range->high, value);
}

/// A value in the units it is drawn in; nothing where the scale has no place for it.
std::optional<double> drawn(double value, Scale scale) {
  if (!std::isfinite(value) || (scale == Scale::logarithmic && value <= 0)) return {};
  return scale == Scale::logarithmic ? std::log10(value) : std::clamp(value, -far, far);
}

std::size_t points_in(const Curve& curve) {
  return std::min(curve.x.size(), curve.y.size());
}

/// All points that fall on one column of dots.
struct Bucket {
  std::size_t first = 0, last = 0, low = 0, high = 0;
  bool used = false;
  bool after_gap = false;

  void add(std::size_t y) {
    if (!used) first = low = high = y;
    last = y;
    low = std::min(low, y);
    high = std::max(high, y);
    used = true;
  }
};

std::size_t dot(double share, std::size_t dots) {
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(dots - 1);
  return static_cast<std::size_t>(std::lround(place));
}

std::vector<Bucket> buckets_of(const Curve& curve, const Window& window, const Canvas& canvas) {
  std::vector<Bucket> buckets(canvas.dot_columns());
  bool gap = true;
  for (std::size_t i = 0; i < points_in(curve); ++i) {
    const auto y = drawn(curve.y[i], window.scale);
    if (!y || !std::isfinite(curve.x[i])) {
      gap = true;
      continue;
    }
    Bucket& bucket = buckets[dot(window.x.share(std::clamp(curve.x[i], -far, far)), buckets.size())];
    if (!bucket.used) bucket.after_gap = gap;
    bucket.add(canvas.dot_rows() - 1 - dot(window.y.share(*y), canvas.dot_rows()));
    gap = false;
  }
  return buckets;
}

/// A straight line over the empty columns between two buckets.
void join(Canvas& canvas, const std::vector<Bucket>& buckets, std::pair<std::size_t, std::size_t> ends,
          std::size_t number) {
  const auto [from, to] = ends;
  const auto start = static_cast<double>(buckets[from].last), end = static_cast<double>(buckets[to].first);
  std::size_t before = buckets[from].last;
  for (std::size_t x = from + 1; x <= to; ++x) {
    const double share = static_cast<double>(x - from) / static_cast<double>(to - from);
    const auto here = static_cast<std::size_t>(std::lround(start + share * (end - start)));
    canvas.vertical(x, before < here ? before + 1 : std::max(before, here + 1) - 1, here, number);
    before = here;
  }
}

}  // namespace

Extent extent_of(const Curve& curve, Scale scale) {
  Extent extent;
  for (std::size_t i = 0; i < points_in(curve); ++i) {
    if (!std::isfinite(curve.y[i])) continue;
    extent.last = curve.y[i];
    extent.lowest = std::min(extent.lowest.value_or(curve.y[i]), curve.y[i]);
    const auto y = drawn(curve.y[i], scale);
    extent.left_out |= !y;
    if (!y || !std::isfinite(curve.x[i])) continue;
    include(extent.x, std::clamp(curve.x[i], -far, far));
    include(extent.y, *y);
  }
  return extent;
}

void trace(Canvas& canvas, const Curve& curve, const Window& window, std::size_t number) {
  const std::vector<Bucket> buckets = buckets_of(curve, window, canvas);
  std::optional<std::size_t> before;
  for (std::size_t x = 0; x < buckets.size(); ++x) {
    if (!buckets[x].used) continue;
    if (before && !buckets[x].after_gap) join(canvas, buckets, {*before, x}, number);
    canvas.vertical(x, buckets[x].low, buckets[x].high, number);
    before = x;
  }
}

}  // namespace aifactory::output
