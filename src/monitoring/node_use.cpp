// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/node_use.hpp"

#include <algorithm>
#include <cmath>

namespace aifactory::monitoring {
namespace {

/// A job that ran again began its steps anew: what lies between is no time of its own.
bool is_next(const Point& before, const Point& after) {
  return before.time && after.time && *after.time >= *before.time && after.step >= before.step;
}

NodeUse use_of(const Series& series) {
  NodeUse use{.node = series.source, .name = series.name};
  const Point* before = nullptr;
  for (const auto& point : series.points) {
    if (!std::isfinite(point.value)) continue;
    use.greatest = use.count == 0 ? point.value : std::max(use.greatest, point.value);
    ++use.count;
    use.sum += point.value;
    if (point.value < NodeUse::low) ++use.under_low;
    if (point.value > NodeUse::high) ++use.over_high;
    if (before != nullptr && is_next(*before, point))
      use.area += (before->value + point.value) / 2 * (*point.time - *before->time);
    before = &point;
  }
  return use;
}

}  // namespace

std::vector<NodeUse> node_use_of(const Metrics& nodes) {
  std::vector<NodeUse> all;
  for (const auto& series : nodes.series)
    if (auto use = use_of(series); use.count > 0) all.push_back(std::move(use));
  return all;
}

std::optional<double> gpu_energy(std::span<const NodeUse> use) {
  std::optional<double> joules;
  for (const auto& each : use)
    if (each.name.ends_with("_power_watts") && each.count > 1) joules = joules.value_or(0) + each.area;
  return joules;
}

}  // namespace aifactory::monitoring
