// SPDX-License-Identifier: Apache-2.0
#include "cli/records/metrics_record.hpp"

#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace aifactory::cli {
namespace {

using monitoring::Point;
using nlohmann::ordered_json;
using output::As;
using output::Format;
using output::In;

/// JSON has no NaN and no infinity: they become null.
ordered_json number(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json();
}

ordered_json to_json(const Point& point) {
  return {{"step", number(point.step)},
          {"time", point.time ? number(*point.time) : ordered_json()},
          {"value", number(point.value)}};
}

enum class Points { with, without };

ordered_json to_record(const ChosenSeries& chosen, Points with_points) {
  const auto& [name, source, points] = *chosen.series;
  double least = std::nan(""), greatest = std::nan("");
  ordered_json list = ordered_json::array();
  for (const Point& point : points) {
    if (std::isfinite(point.value)) {
      least = std::fmin(least, point.value);
      greatest = std::fmax(greatest, point.value);
    }
    if (with_points == Points::with) list.push_back(to_json(point));
  }
  ordered_json record = {{"name", name},
                         {"source", source},
                         {"run", chosen.run->name},
                         {"count", points.size()},
                         {"last_step", points.empty() ? ordered_json() : number(points.back().step)},
                         {"last", points.empty() ? ordered_json() : number(points.back().value)},
                         {"min", number(least)},
                         {"max", number(greatest)}};
  if (with_points == Points::with) record["points"] = std::move(list);
  return record;
}

ordered_json whole_record(std::span<const RunNumbers> runs, const std::vector<ChosenSeries>& chosen) {
  ordered_json root = {
      {"items", ordered_json::array()}, {"usage", ordered_json::array()}, {"missing", ordered_json::array()}};
  for (const ChosenSeries& each : chosen)
    root["items"].push_back(to_record(each, Points::with));
  for (const RunNumbers& numbers : runs) {
    for (const auto& step : numbers.usage.steps)
      root["usage"].push_back({{"run", numbers.run.name}, {"step", step.step}, {"values", step.values}});
    for (const std::string& missing : numbers.missing)
      root["missing"].push_back({{"run", numbers.run.name}, {"what", missing}});
  }
  return root;
}

constexpr std::size_t piece = std::size_t{64} << 10;

void print_points(const output::Terminal& terminal, const std::vector<ChosenSeries>& chosen, Format format) {
  if (format == Format::csv) output::print(terminal, "run,name,source,step,time,value\n");
  for (const ChosenSeries& each : chosen)
    for (std::size_t from = 0; from < each.series->points.size(); from += piece / 64) {
      ChosenSeries part = each;
      monitoring::Series some{.name = each.series->name, .source = each.series->source, .points = {}};
      const auto begin = each.series->points.begin() + static_cast<std::ptrdiff_t>(from);
      some.points.assign(begin, begin + static_cast<std::ptrdiff_t>(
                                            std::min<std::size_t>(piece / 64, each.series->points.size() - from)));
      part.series = &some;
      output::print(terminal, point_lines(part, 0, format));
    }
}

std::string csv_word(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return '"' + join(split(text, '"'), "\"\"") + '"';
}

std::string plain(double value) {
  return std::isfinite(value) ? fmt::format("{}", value)
         : std::isnan(value)  ? "NaN"
         : value > 0          ? "Infinity"
                              : "-Infinity";
}

}  // namespace

const output::Shape& metrics_shape() {
  static const output::Shape shape{.fields = {{"name", "Curve"},
                                              {"source", "Source"},
                                              {"count", "Points", As::number},
                                              {"last_step", "Last step", As::number},
                                              {"last", "Last", As::number},
                                              {"min", "Min", As::number},
                                              {"max", "Max", As::number},
                                              {"run", "Run"},
                                              {"points", "", As::text, In::json}},
                                   .name_field = "name",
                                   .empty_note = "no metrics yet"};
  return shape;
}

std::string point_lines(const ChosenSeries& chosen, std::size_t from, Format format) {
  const auto& [name, source, points] = *chosen.series;
  const std::string csv_start = csv_word(chosen.run->name) + "," + csv_word(name) + "," + csv_word(source) + ",";
  std::string text;
  for (std::size_t i = from; i < points.size(); ++i) {
    const Point& point = points[i];
    if (format == Format::jsonl) {
      ordered_json line{{"run", chosen.run->name}, {"name", name}, {"source", source}};
      line.update(to_json(point));
      text += line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
    } else if (format == Format::csv) {
      text += csv_start + plain(point.step) + "," + (point.time ? plain(*point.time) : "") + "," + plain(point.value) +
              "\n";
    } else {
      text += fmt::format("{}\t{}\t{}\t{}\n", chosen.run->name, name, plain(point.step), plain(point.value));
    }
  }
  return text;
}

void print_metrics(AppContext& context, std::span<const RunNumbers> runs, const std::vector<ChosenSeries>& chosen) {
  const output::Selection selection = context.selection();
  if (!selection.fields && (selection.format == Format::jsonl || selection.format == Format::csv))
    return print_points(context.terminal(), chosen, selection.format);
  if (!selection.fields && selection.format == Format::json)
    return output::print(context.terminal(),
                         whole_record(runs, chosen).dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n");
  const bool needed =
      selection.format != Format::table && selection.format != Format::wide && selection.format != Format::name;
  std::vector<ordered_json> records;
  for (const ChosenSeries& each : chosen)
    records.push_back(to_record(each, needed ? Points::with : Points::without));
  output::print_list(context.terminal(), metrics_shape(), records, selection);
}

}  // namespace aifactory::cli
