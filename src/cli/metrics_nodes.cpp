// SPDX-License-Identifier: Apache-2.0
// What the sampler measured, a line a thing.
#include "aifactory/base/text.hpp"

#include "cli/metrics_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace aifactory::cli {
namespace {

constexpr std::size_t spark_columns = 12, fewest_spark_columns = 4;
constexpr std::size_t widest_words = 32;  // "mean 1023 MiB/s  max 1023 MiB/s"

std::string padded(const std::string& text, std::size_t columns) {
  const std::size_t width = display_width(text);
  return text + std::string(width < columns ? columns - width : 0, ' ');
}

struct Numbers {
  double mean = 0, greatest = -INFINITY, last = 0;
  std::vector<double> values;
};

Numbers numbers_in(const monitoring::Series& series) {
  Numbers numbers;
  for (const auto& point : series.points)
    if (std::isfinite(point.value)) numbers.values.push_back(point.value);
  for (const double value : numbers.values) {
    numbers.mean += value / static_cast<double>(numbers.values.size());
    numbers.greatest = std::max(numbers.greatest, value);
    numbers.last = value;
  }
  return numbers;
}

/// Without the unit, which stands behind the numbers.
std::string bare_name(std::string name) {
  for (const std::string_view unit : {"_bytes_per_second", "_bytes", "_percent", "_watts", "_celsius"})
    if (name.ends_with(unit)) return name.substr(0, name.size() - unit.size());
  return name;
}

enum class Source { shown, hidden };

std::string title_of(const ChosenSeries& chosen, Source source) {
  return (source == Source::shown ? printable(chosen.series->source) + " " : "") + bare_name(chosen.series->name);
}

/// "gpu0_busy  ▁▃▇  mean 79 %  max 97 %".
std::string node_line(const output::Stream& stream, const monitoring::Series& series, const std::string& title) {
  const Numbers numbers = numbers_in(series);
  if (numbers.values.empty()) return {};
  const std::size_t columns = std::min(stream.columns, widest_view);
  const std::string words =
      fmt::format("mean {}  max {}", with_unit(series.name, numbers.mean), with_unit(series.name, numbers.greatest));
  const std::size_t taken = display_width(title) + widest_words + 4;
  const std::size_t room = columns - std::min(columns, taken);  // numbers come first
  const std::size_t width = stream.unicode && room >= fewest_spark_columns ? std::min(room, spark_columns) : 0;
  const std::string spark = width > 0 ? padded(output::sparkline(numbers.values, width), width) + "  " : "";
  return shorten(fmt::format("{}  {}{}", title, spark, words), columns) + "\n";
}

/// Many nodes in one line: "gpu0_busy  16 nodes  mean 50 %  max 99 %  (45 % on n3 to 97 % on n1)", which are means.
std::string nodes_line(const output::Stream& stream, std::span<const ChosenSeries> group, const std::string& title) {
  std::vector<std::pair<double, std::string>> means;
  double sum = 0, greatest = -INFINITY;
  for (const ChosenSeries& each : group) {
    const Numbers numbers = numbers_in(*each.series);
    if (numbers.values.empty()) continue;
    means.emplace_back(numbers.mean, printable(each.series->source));
    sum += numbers.mean;
    greatest = std::max(greatest, numbers.greatest);
  }
  if (means.empty()) return {};
  const auto [low, high] = std::ranges::minmax(means);
  const auto& name = group[0].series->name;
  return shorten(fmt::format("{}  {} nodes  mean {}  max {}  ({} on {} to {} on {})", title, means.size(),
                             with_unit(name, sum / static_cast<double>(means.size())), with_unit(name, greatest),
                             with_unit(name, low.first), low.second, with_unit(name, high.first), high.second),
                 std::min(stream.columns, widest_view)) +
         "\n";
}

/// Of so many nodes each has lines of its own.
constexpr std::size_t few_nodes = 4;

}  // namespace

std::string node_lines(const output::Stream& stream, const std::vector<ChosenSeries>& chosen) {
  std::vector<ChosenSeries> shown;
  std::set<std::string> nodes;
  for (const ChosenSeries& each : chosen) {
    if (!each.of_node || is_constant(*each.series)) continue;
    shown.push_back(each);
    nodes.insert(each.series->source);
  }
  if (shown.empty()) return {};
  const bool many = nodes.size() > few_nodes;
  const Source source = nodes.size() == 1 || many ? Source::hidden : Source::shown;
  std::size_t columns = 0;
  for (const ChosenSeries& each : shown)
    columns = std::max(columns, display_width(title_of(each, source)));
  columns = std::min<std::size_t>(columns, 34);
  const auto title = [&](const ChosenSeries& each) {
    return padded(shorten(title_of(each, source), columns), columns);
  };
  std::string out =
      nodes.size() == 1 ? "\nBeside the job, on " + printable(*nodes.begin()) + "\n" : "\nBeside the job\n";
  if (many)
    for (const auto& group : by_name(shown))
      out += nodes_line(stream, group, title(group[0]));
  else
    for (const ChosenSeries& each : shown)
      out += node_line(stream, *each.series, title(each));
  return out;
}

}  // namespace aifactory::cli
