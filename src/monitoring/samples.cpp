// SPDX-License-Identifier: Apache-2.0
#include "monitoring/samples.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aifactory::monitoring {
namespace {

double share(std::ptrdiff_t count, std::size_t of) {
  return static_cast<double>(count) / static_cast<double>(of);
}

Samples samples_in(const Series& series) {
  Samples samples;
  for (const auto& point : series.points)
    if (std::isfinite(point.value)) samples.values.push_back(point.value);
  return samples;
}

template <class Measure>
std::optional<double> sum_over_nodes(const Metrics& nodes, std::string_view name, Measure measure) {
  std::optional<double> sum;
  for (const auto& series : nodes.series) {
    if (series.name != name) continue;
    const Samples samples = samples_in(series);
    if (!samples.values.empty()) sum = sum.value_or(0) + (samples.*measure)();
  }
  return sum;
}

}  // namespace

double Samples::mean() const {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double Samples::greatest() const {
  return *std::max_element(values.begin(), values.end());
}

double Samples::share_below(double limit) const {
  return share(std::count_if(values.begin(), values.end(), [limit](double v) { return v < limit; }), values.size());
}

double Samples::share_above(double limit) const {
  return share(std::count_if(values.begin(), values.end(), [limit](double v) { return v > limit; }), values.size());
}

std::map<std::string, Samples> samples_of(const Metrics& nodes, std::string_view ending) {
  std::map<std::string, Samples> all;
  for (const auto& series : nodes.series) {
    if (!series.name.ends_with(ending)) continue;
    Samples samples = samples_in(series);
    if (!samples.values.empty()) all.emplace(series.source + " " + series.name, std::move(samples));
  }
  return all;
}

std::optional<double> sum_of_means(const Metrics& nodes, std::string_view name) {
  return sum_over_nodes(nodes, name, &Samples::mean);
}

std::optional<double> sum_of_peaks(const Metrics& nodes, std::string_view name) {
  return sum_over_nodes(nodes, name, &Samples::greatest);
}

}  // namespace aifactory::monitoring
