// SPDX-License-Identifier: Apache-2.0
#include "cli/metrics_choice.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fnmatch.h>
#include <limits>
#include <set>

namespace aifactory::cli {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> patterns_in(const std::vector<std::string>& given) {
  std::vector<std::string> patterns;
  for (const std::string& list : given)
    for (std::string& pattern : split(list, ','))
      patterns.push_back(std::move(pattern));
  return patterns;
}

/// Slashes in names are no folders: "train*" means "train/loss" too.
bool fits(const std::string& pattern, const std::string& name) {
  return pattern == name || fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

void require_use(const std::vector<std::string>& patterns, const std::set<std::string>& names) {
  const std::vector<std::string> known(names.begin(), names.end());
  for (const std::string& pattern : patterns)
    if (std::ranges::none_of(known, [&](const std::string& name) { return fits(pattern, name); }))
      throw Error{{.kind = ErrorKind::no_input,
                   .what = fmt::format("there is no curve '{}'{}", printable(pattern), did_you_mean(pattern, known)),
                   .why = known.empty() ? "no metrics were written yet" : "there are: " + join(known, ", ")}};
}

void add_series(const RunNumbers& numbers, const monitoring::Metrics& metrics, std::vector<ChosenSeries>& all) {
  const bool of_node = &metrics == &numbers.metrics.nodes;
  for (const monitoring::Series& series : metrics.series)
    all.push_back({&numbers.run, &series, of_node});
}

/// The first moment that any of the curves of a run names.
double start_of(const job::Run& run, std::span<const ChosenSeries> group) {
  double first = run.started ? static_cast<double>(run.started->time_since_epoch().count()) : unknown;
  for (const ChosenSeries& chosen : group)
    if (chosen.run == &run && !chosen.series->points.empty() && chosen.series->points[0].time)
      first = std::fmin(first, *chosen.series->points[0].time);
  return first;
}

struct TimeUnit {
  double seconds;
  std::string title;
};

TimeUnit time_unit(std::span<const ChosenSeries> group) {
  double longest = 0;
  for (const ChosenSeries& chosen : group)
    if (const auto& points = chosen.series->points; !points.empty() && points.back().time)
      longest = std::fmax(longest, *points.back().time - start_of(*chosen.run, group));
  if (longest > 2 * 86'400) return {86'400, "days since the start"};
  if (longest > 2 * 3600) return {3600, "hours since the start"};
  if (longest > 180) return {60, "minutes since the start"};
  return {1, "seconds since the start"};
}

std::string label_of(const ChosenSeries& chosen, std::span<const ChosenSeries> group) {
  const auto same_run = [&](const ChosenSeries& other) { return other.run == chosen.run; };
  const bool several_runs = !std::ranges::all_of(group, same_run);
  const bool several_sources = std::ranges::count_if(group, same_run) > 1;
  if (!several_runs && !several_sources) return chosen.series->name;
  if (!several_sources) return chosen.run->name;
  return several_runs ? chosen.run->name + " " + chosen.series->source : chosen.series->source;
}

struct ByteUnit {
  double bytes;
  std::string_view name;
};

/// Bytes are drawn in the unit that their greatest value needs.
void scale_bytes(std::string_view name, Drawing& drawing) {
  const std::string_view ending = name.ends_with("_bytes_per_second") ? "_bytes_per_second" : "_bytes";
  if (!name.ends_with(ending)) return;
  double greatest = 0;
  for (const output::Curve& curve : drawing.curves)
    for (const double y : curve.y)
      if (std::isfinite(y)) greatest = std::fmax(greatest, y);
  ByteUnit unit{1, "B"};
  for (const ByteUnit& larger : {ByteUnit{1024.0, "KiB"}, ByteUnit{1048576.0, "MiB"}, ByteUnit{1073741824.0, "GiB"}})
    if (greatest >= larger.bytes) unit = larger;
  for (output::Curve& curve : drawing.curves)
    for (double& y : curve.y)
      y /= unit.bytes;
  drawing.title =
      fmt::format("{} in {}{}", name.substr(0, name.size() - ending.size()), unit.name, ending == "_bytes" ? "" : "/s");
  for (output::Curve& curve : drawing.curves)
    if (curve.name == name) curve.name = drawing.title;
}

}  // namespace

std::vector<ChosenSeries> choose_series(std::span<const RunNumbers> runs, const std::vector<std::string>& given) {
  std::vector<ChosenSeries> all;
  for (const RunNumbers& numbers : runs) {
    add_series(numbers, numbers.metrics.training, all);
    add_series(numbers, numbers.metrics.nodes, all);
  }
  const auto patterns = patterns_in(given);
  if (patterns.empty()) return all;
  std::set<std::string> names;
  for (const ChosenSeries& chosen : all)
    names.insert(chosen.series->name);
  require_use(patterns, names);
  std::erase_if(all, [&](const ChosenSeries& chosen) {
    return std::ranges::none_of(patterns, [&](const std::string& p) { return fits(p, chosen.series->name); });
  });
  return all;
}

std::vector<std::vector<ChosenSeries>> by_name(const std::vector<ChosenSeries>& chosen) {
  std::vector<std::vector<ChosenSeries>> groups;
  for (const ChosenSeries& each : chosen) {
    const auto known = std::ranges::find_if(groups, [&](const auto& group) {
      return group[0].series->name == each.series->name && group[0].of_node == each.of_node;
    });
    if (known == groups.end())
      groups.push_back({each});
    else
      known->push_back(each);
  }
  return groups;
}

std::vector<double> smoothed(const std::vector<monitoring::Point>& points, double weight) {
  std::vector<double> values;
  values.reserve(points.size());
  double sum = 0, correction = 1;
  for (const monitoring::Point& point : points) {
    if (!std::isfinite(point.value)) {
      values.push_back(point.value);
      continue;
    }
    sum = sum * weight + point.value * (1 - weight);
    correction *= weight;
    values.push_back(sum / (1 - correction));
  }
  return values;
}

Drawing make_drawing(std::span<const ChosenSeries> group, const CurveOptions& options) {
  const bool by_time = options.x == Axis::time || group[0].of_node;
  const TimeUnit unit = by_time ? time_unit(group) : TimeUnit{1, "step"};
  Drawing drawing{.title = group[0].series->name, .curves = {}, .x_title = unit.title};
  for (const ChosenSeries& chosen : group) {
    const auto& points = chosen.series->points;
    const auto values = options.smoothing > 0 ? smoothed(points, options.smoothing) : std::vector<double>{};
    const double start = by_time ? start_of(*chosen.run, group) : 0;
    drawing.curves.push_back(output::thinned(label_of(chosen, group), points.size(), [&](std::size_t i) {
      const double x = by_time ? (points[i].time.value_or(unknown) - start) / unit.seconds : points[i].step;
      return std::pair(x, values.empty() ? points[i].value : values[i]);
    }));
  }
  if (group[0].of_node) scale_bytes(group[0].series->name, drawing);
  return drawing;
}

}  // namespace aifactory::cli
