// SPDX-License-Identifier: Apache-2.0
#include "cli/metrics_view.hpp"

#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/output/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace aifactory::cli {
namespace {

constexpr std::size_t widest = 120, spark_columns = 12;

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
  const std::string spark =
      stream.unicode ? padded(output::sparkline(numbers.values, spark_columns), spark_columns) + "  " : "";
  return shorten(fmt::format("{}  {}mean {}  max {}", title, spark, with_unit(series.name, numbers.mean),
                             with_unit(series.name, numbers.greatest)),
                 std::min(stream.columns, widest)) +
         "\n";
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
                 std::min(stream.columns, widest)) +
         "\n";
}

/// Of so many nodes each has lines of its own.
constexpr std::size_t few_nodes = 4;

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

std::string usage_lines(std::span<const RunNumbers> runs) {
  std::string out;
  for (const RunNumbers& numbers : runs) {
    const auto efficiency = efficiency_of(numbers);
    std::vector<std::string> facts;
    if (efficiency.cpu_cores_used && efficiency.cpu_cores)
      facts.push_back(fmt::format("cores {:.1f} of {:.0f}", *efficiency.cpu_cores_used, *efficiency.cpu_cores));
    if (efficiency.memory_peak)
      facts.push_back("memory at most " + with_unit("_bytes", *efficiency.memory_peak) +
                      (efficiency.memory ? " of " + with_unit("_bytes", *efficiency.memory) : ""));
    if (efficiency.energy_joules) facts.push_back(fmt::format("energy {:.3g} kWh", *efficiency.energy_joules / 3.6e6));
    if (!facts.empty()) out += fmt::format("{}: {}\n", numbers.run.name, join(facts, ", "));
  }
  return out.empty() ? out : "\n" + out;
}

bool is_plot(const ChosenSeries& chosen, const ViewOptions& options) {
  return options.all_as_plots || !chosen.of_node;
}

std::size_t rows_of_plot(std::size_t plots, const ViewOptions& options) {
  const std::size_t natural = plots > 2 ? 12 : 18;
  if (options.rows_in_all == 0 || plots == 0) return natural;
  return std::clamp<std::size_t>(options.rows_in_all / plots - 2, 8, natural);
}

bool has_times(const Drawing& drawing) {
  return std::ranges::any_of(drawing.curves, [](const output::Curve& curve) {
    return std::ranges::any_of(curve.x, [](double x) { return std::isfinite(x); });
  });
}

/// What the names of many curves take does not make a plot lower where nothing is drawn over.
std::size_t rows_of_legend(std::size_t curves, const ViewOptions& options) {
  return options.rows_in_all == 0 ? curves / 2 : 0;
}

}  // namespace

bool is_constant(const monitoring::Series& series) {
  return series.name == "cpu_count" || series.name.ends_with("_total_bytes") || series.name.ends_with("_limit_bytes");
}

std::string with_unit(std::string_view name, double value) {
  if (name.ends_with("_bytes_per_second")) return format_bytes(static_cast<std::uint64_t>(std::max(0.0, value))) + "/s";
  if (name.ends_with("_bytes")) return format_bytes(static_cast<std::uint64_t>(std::max(0.0, value)));
  if (name.ends_with("_percent")) return fmt::format("{:.0f} %", value);
  if (name.ends_with("_watts")) return fmt::format("{:.0f} W", value);
  if (name.ends_with("_celsius")) return fmt::format("{:.0f} °C", value);
  return fmt::format("{:.3g}", value);
}

std::string draw_metrics(const output::Stream& stream, std::span<const RunNumbers> runs,
                         const std::vector<ChosenSeries>& chosen, const ViewOptions& options) {
  std::vector<std::vector<ChosenSeries>> groups = by_name(chosen);
  std::erase_if(groups, [&](const auto& group) { return !is_plot(group[0], options); });
  std::string out;
  for (const auto& group : groups) {
    const Drawing drawing = make_drawing(group, options.curves);
    if (group.size() > 1 || drawing.title != group[0].series->name)
      out += output::styled(stream, output::Style::bold, printable(drawing.title)) + "\n";
    if (options.curves.x == Axis::time && !has_times(drawing)) {
      out += printable(drawing.title) + "  its points carry no times; it can be drawn over --x step\n\n";
      continue;
    }
    out += output::plot(drawing.curves,
                        {.columns = std::min(stream.columns, widest),
                         .rows = rows_of_plot(groups.size(), options) + rows_of_legend(group.size(), options),
                         .y_scale = options.scale,
                         .color = stream.color,
                         .x_title = drawing.x_title}) +
           "\n";
  }
  if (!out.empty()) out.pop_back();
  if (!options.all_as_plots) out += node_lines(stream, chosen) + usage_lines(runs);
  return out;
}

std::string draw_svg(const std::vector<ChosenSeries>& chosen, const ViewOptions& options) {
  std::vector<std::string> plots;
  for (const auto& group : by_name(chosen)) {
    if (!options.all_as_plots && group[0].of_node && is_constant(*group[0].series)) continue;
    const Drawing drawing = make_drawing(group, options.curves);
    plots.push_back(output::svg_plot(drawing.curves,
                                     {.title = drawing.title, .x_title = drawing.x_title, .y_scale = options.scale}));
  }
  return output::svg_document(plots);
}

}  // namespace aifactory::cli
