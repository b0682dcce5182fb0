// SPDX-License-Identifier: Apache-2.0
#include "cli/records/metrics_record.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/output/plot.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace aifactory::cli {
namespace {

using monitoring::Metrics;
using monitoring::Point;
using monitoring::Series;
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

ordered_json to_record(const Series& series) {
  double least = std::nan(""), greatest = std::nan("");
  ordered_json points = ordered_json::array();
  for (const Point& point : series.points) {
    least = std::fmin(least, point.value);
    greatest = std::fmax(greatest, point.value);
    points.push_back(to_json(point));
  }
  return {{"name", series.name},
          {"source", series.source},
          {"count", series.points.size()},
          {"last_step", series.points.empty() ? ordered_json() : number(series.points.back().step)},
          {"last", series.points.empty() ? ordered_json() : number(series.points.back().value)},
          {"min", number(least)},
          {"max", number(greatest)},
          {"points", std::move(points)}};
}

std::vector<std::string> wanted_names(const std::vector<std::string>& given) {
  std::vector<std::string> names;
  for (const std::string& list : given)
    for (std::string& name : split(list, ','))
      names.push_back(std::move(name));
  return names;
}

std::vector<const Series*> choose(const Metrics& metrics, const std::vector<std::string>& given) {
  const std::vector<std::string> names = wanted_names(given);
  std::vector<std::string> known;
  for (const Series& series : metrics.series)
    known.push_back(series.name);
  for (const std::string& name : names)
    if (std::ranges::find(known, name) == known.end())
      throw Error{{.kind = ErrorKind::no_input,
                   .what = fmt::format("this run has no curve '{}'{}", printable(name), did_you_mean(name, known)),
                   .why = known.empty() ? "it has not written any metrics yet" : "it has: " + join(known, ", ")}};
  std::vector<const Series*> chosen;
  for (const Series& series : metrics.series)
    if (names.empty() || std::ranges::find(names, series.name) != names.end()) chosen.push_back(&series);
  return chosen;
}

/// Curves drawn one below the other: their scales have nothing to do with each other.
void draw(const output::Terminal& terminal, const std::vector<const Series*>& chosen, const MetricsView& view) {
  for (const Series* series : chosen) {
    output::Curve curve{.name = series->name, .x = {}, .y = {}};
    for (const Point& point : series->points) {
      curve.x.push_back(point.step);
      curve.y.push_back(point.value);
    }
    const output::PlotOptions options{
        .columns = std::min<std::size_t>(terminal.result.columns, 120),
        .rows = chosen.size() > 2 ? 10u : 16u,
        .y_scale = view.log_scale ? output::Scale::logarithmic : output::Scale::linear,
        .color = terminal.result.color,
    };
    output::print(terminal, output::plot(std::span(&curve, 1), options) + "\n");
  }
}

constexpr std::size_t piece = std::size_t{64} << 10;

void print_points(const output::Terminal& terminal, const std::string& run, const std::vector<const Series*>& chosen) {
  std::string text;
  for (const Series* series : chosen)
    for (const Point& point : series->points) {
      ordered_json line{{"run", run}, {"name", series->name}, {"source", series->source}};
      line.update(to_json(point));
      text += line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
      if (text.size() > piece) output::print(terminal, std::exchange(text, {}));
    }
  output::print(terminal, text);
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
                                              {"points", "", As::text, In::json}},
                                   .name_field = "name",
                                   .empty_note = "no metrics yet; is 'metrics' of the job set to the files it writes?"};
  return shape;
}

void print_metrics(AppContext& context, const std::string& run, const Metrics& metrics, const MetricsView& view) {
  const output::Terminal& terminal = context.terminal();
  for (const monitoring::Complaint& complaint : metrics.complaints)
    output::warn(terminal, fmt::format("{}: {}", printable(complaint.source), printable(complaint.text)));
  const std::vector<const Series*> chosen = choose(metrics, view.names);
  const output::Selection selection = context.selection();
  if (selection.format == Format::jsonl && !selection.fields) return print_points(terminal, run, chosen);
  const bool for_people = selection.format == Format::table && !selection.fields;
  if (for_people && (view.plot || terminal.result.terminal) && !chosen.empty()) return draw(terminal, chosen, view);
  std::vector<ordered_json> records;
  for (const Series* series : chosen)
    records.push_back(to_record(*series));
  output::print_list(terminal, metrics_shape(), records, selection);
}

}  // namespace aifactory::cli
