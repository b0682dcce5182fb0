// SPDX-License-Identifier: Apache-2.0
#include "output/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace aifactory::output {
namespace {

constexpr std::size_t widest_label = 8;

/// 1, 2 or 5 times a power of ten, at least `step`.
double round_step(double step) {
  const double power = std::pow(10, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= step * 0.999) return factor * power;
  return 10 * power;
}

/// As many decimals as tell neighbours apart.
std::string label_for(double value, double step) {
  const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 12);
  std::string label = fmt::format("{:.{}f}", std::abs(value) < step / 1000 ? 0.0 : value, decimals);
  return label.size() <= widest_label ? label : number_label(value);
}

std::vector<Tick> linear_ticks(Range range, std::size_t count) {
  const double step = round_step((range.high - range.low) / static_cast<double>(count));
  const double first = std::ceil(range.low / step - 1e-9);
  std::vector<Tick> found;
  for (std::size_t i = 0; i <= 2 * count; ++i) {
    const double value = (first + static_cast<double>(i)) * step;
    if (range.share(value) > 1 + 1e-9) break;
    found.push_back({range.share(value), label_for(value, step)});
  }
  return found;
}

/// Powers of ten.
std::vector<Tick> decade_ticks(Range range, std::size_t count) {
  const double step = std::max(1.0, std::ceil((range.high - range.low) / static_cast<double>(count)));
  std::vector<Tick> found;
  const double first = std::ceil(range.low / step);
  for (std::size_t i = 0; i <= 2 * count; ++i) {
    const double power = (first + static_cast<double>(i)) * step;
    if (power > range.high) break;
    found.push_back({range.share(power), number_label(std::pow(10, power))});
  }
  return found;
}

/// Within a decade or two, round numbers serve better.
std::vector<Tick> narrow_logarithmic_ticks(Range range, std::size_t count) {
  const Range plain{std::pow(10, range.low), std::pow(10, range.high)};
  std::vector<Tick> found = linear_ticks(plain, count);
  for (Tick& tick : found)
    tick.share = range.share(std::log10(plain.low + tick.share * (plain.high - plain.low)));
  return found;
}

}  // namespace

namespace {

bool is_single(Range range) {
  return !(range.high - range.low > 1e-12 * std::max(std::abs(range.low), std::abs(range.high)));
}

}  // namespace

Range widened(Range range, Scale scale) {
  if (!is_single(range)) return range;
  if (scale == Scale::logarithmic) return {range.low - 0.5, range.high + 0.5};
  if (range.low == 0) return {0, 1};  // of a share, a time or a loss there is nothing below
  const double room = std::abs(range.low) * 0.1;
  constexpr double most = std::numeric_limits<double>::max();
  return {std::max(range.low - room, -most), std::min(range.high + room, most)};
}

Range widened_across(Range range) {
  if (!is_single(range)) return range;
  const double room = std::max(1.0, std::abs(range.low) * 1e-9);
  return {range.low >= 0 ? std::max(0.0, range.low - room) : range.low - room, range.high + room};
}

std::string number_label(double value) {
  for (int precision = 5; precision > 1; --precision) {
    std::string label = fmt::format("{:.{}g}", value, precision);
    if (label.size() <= widest_label) return label;
  }
  return fmt::format("{:.0e}", value);
}

std::vector<Tick> ticks(Range range, Scale scale, std::size_t count) {
  count = std::max<std::size_t>(1, count);
  if (scale == Scale::linear) {
    auto found = linear_ticks(range, count);
    return found.size() < 2 && count > 2 ? linear_ticks(range, 2 * count) : found;  // one number is no scale
  }
  return range.high - range.low < 1.5 ? narrow_logarithmic_ticks(range, count) : decade_ticks(range, count);
}

}  // namespace aifactory::output
