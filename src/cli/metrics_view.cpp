// SPDX-License-Identifier: Apache-2.0
#include "cli/metrics_view.hpp"

#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/output/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace aifactory::cli {
namespace {

/// "NAME: a, b, c", in as many lines as it needs: a line that the terminal breaks could not be drawn over.
std::string fact_lines(const std::string& name, const std::vector<std::string>& facts, std::size_t columns) {
  std::string out, line = printable(name) + ": ";
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const std::string fact = facts[i] + (i + 1 < facts.size() ? ", " : "");
    if (i > 0 && display_width(line + fact) > columns) {
      out += std::string(trim(line)) + "\n";
      line = "  ";
    }
    line += fact;
  }
  return out + shorten(line, columns) + "\n";
}

std::string usage_lines(const output::Stream& stream, std::span<const RunNumbers> runs) {
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
    if (!facts.empty()) out += fact_lines(numbers.run.name, facts, std::min(stream.columns, widest_view));
  }
  return out.empty() ? out : "\n" + out;
}

bool is_plot(const ChosenSeries& chosen, const ViewOptions& options) {
  return options.all_as_plots || !chosen.of_node;
}

/// `below`: rows of what stands below the plots, for which they make room up to a half.
std::size_t rows_of_plot(std::size_t plots, std::size_t below, const ViewOptions& options) {
  const std::size_t natural = plots > 2 ? 12 : 18;
  if (options.rows_in_all == 0 || plots == 0) return natural;
  const std::size_t room = options.rows_in_all - std::min(below + 2, options.rows_in_all / 2);  // two: status, prompt
  return std::clamp<std::size_t>(room / plots - std::min<std::size_t>(room / plots, 1), 8, natural);
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
  const std::string below = options.all_as_plots ? "" : node_lines(stream, chosen) + usage_lines(stream, runs);
  const auto rows = rows_of_plot(groups.size(), static_cast<std::size_t>(std::ranges::count(below, '\n')), options);
  std::string out;
  for (const auto& group : groups) {
    const Drawing drawing = make_drawing(group, options.curves);
    if (group.size() > 1 || drawing.title != group[0].series->name)
      out += output::styled(stream, output::Style::bold, printable(drawing.title)) + "\n";
    if (options.curves.x == Axis::time && !has_times(drawing)) {
      out += printable(drawing.title) + "  its points carry no times; it can be drawn over --x step\n\n";
      continue;
    }
    out += output::plot(drawing.curves, {.columns = std::min(stream.columns, widest_view),
                                         .rows = rows + rows_of_legend(group.size(), options),
                                         .y_scale = options.scale,
                                         .color = stream.color,
                                         .x_title = drawing.x_title}) +
           "\n";
  }
  if (!out.empty()) out.pop_back();
  return out + below;
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
