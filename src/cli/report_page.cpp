// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"
#include "aifactory/output/svg.hpp"

#include "cli/metrics_choice.hpp"
#include "cli/metrics_view.hpp"
#include "cli/records/json_values.hpp"
#include "cli/report.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

using output::escape_markup;
using Rows = std::vector<std::pair<std::string, std::string>>;

std::string table(const Rows& rows) {
  std::string out = "<table>\n";
  for (const auto& [title, value] : rows)
    if (!value.empty()) out += "<tr><th>" + escape_markup(title) + "</th><td>" + escape_markup(value) + "</td></tr>\n";
  return out + "</table>\n";
}

std::string list(const std::vector<std::string>& items) {
  std::string out = "<ul>\n";
  for (const std::string& item : items)
    out += "<li>" + escape_markup(item) + "</li>\n";
  return out + "</ul>\n";
}

std::string section(const std::string& title, const std::string& body) {
  return body.empty() ? body : "<h2>" + escape_markup(title) + "</h2>\n" + body;
}

std::string outcome(const job::Run& run) {
  std::string text(scheduler::name_of(run.state));
  if (!run.reason.empty()) text += " (" + run.reason + ")";
  if (scheduler::is_final(run.state) && run.exit_code != 0) text += fmt::format(", exit status {}", run.exit_code);
  return text;
}

std::string moment(const std::optional<Time>& time) {
  return time ? format_time(*time) : std::string();
}

std::string run_table(const job::Run& run) {
  return table({{"Outcome", outcome(run)},
                {"Job", run.job},
                {"Site", run.site + (run.partition.empty() ? "" : ", partition " + run.partition) +
                             (run.qos.empty() ? "" : ", QoS " + run.qos)},
                {"Id", run.id},
                {"Account", run.account},
                {"Nodes", run.nodes},
                {"GPUs", run.gpus > 0 ? std::to_string(run.gpus) : ""},
                {"Submitted", moment(run.submitted)},
                {"Started", moment(run.started)},
                {"Ended", moment(run.ended)},
                {"Ran for", run.elapsed ? format_duration(*run.elapsed) : ""},
                {"Commit", run.commit},
                {"Code", run.code_snapshot}});
}

std::string of(const std::string& used, const std::string& given) {
  return given.empty() ? used : used + " of " + given;
}

std::string efficiency_table(const RunReport& report) {
  const monitoring::Efficiency& found = report.efficiency;
  Rows rows;
  if (found.gpu_percent)
    rows.emplace_back("GPUs busy", fmt::format("{:.0f} % on average, {} of {} idle", *found.gpu_percent,
                                               found.gpus_idle, found.gpus_seen));
  if (found.gpu_memory_peak)
    rows.emplace_back("GPU memory",
                      "at most " + of(with_unit("_bytes", *found.gpu_memory_peak),
                                      found.gpu_memory_total ? with_unit("_bytes", *found.gpu_memory_total) : ""));
  if (found.cpu_cores_used)
    rows.emplace_back("Cores", of(fmt::format("{:.1f}", *found.cpu_cores_used),
                                  found.cpu_cores ? fmt::format("{:.0f}", *found.cpu_cores) : ""));
  if (found.memory_peak)
    rows.emplace_back("Memory", "at most " + of(with_unit("_bytes", *found.memory_peak),
                                                found.memory ? with_unit("_bytes", *found.memory) : ""));
  std::string out = rows.empty() ? "" : table(rows);
  if (!found.advice.empty()) out += list(found.advice);
  return out;
}

std::string cost_table(const RunReport& report) {
  Rows rows{{"GPU hours", report.gpu_hours > 0 ? fmt::format("{:.2f}", report.gpu_hours) : ""}};
  if (report.gpu_hours > 0 && report.site_units)
    rows.emplace_back("Cost", fmt::format("{:.1f} {}, as the site counts GPU hours", *report.site_units, report.unit));
  if (const auto& joules = report.efficiency.energy_joules)
    rows.emplace_back("Energy", fmt::format("{:.3g} kWh ({})", *joules / 3.6e6, report.efficiency.energy_source));
  if (const auto kilograms = emitted_kilograms(report.efficiency, report.emission))
    rows.emplace_back(
        "Greenhouse gas",
        fmt::format("about {:.3g} kg CO2e, at {:g} g/kWh: {}; without cooling and the making of the machine",
                    *kilograms, report.emission.grams_per_kwh, report.emission.source));
  const std::string out = table(rows);
  return out.find("<tr>") == std::string::npos ? "" : out;
}

std::string curves(const RunReport& report, bool of_nodes) {
  const auto chosen = choose_series(std::span(&report.numbers, 1), {});
  std::string out;
  for (const auto& group : by_name(chosen)) {
    if (group[0].of_node != of_nodes) continue;
    if (of_nodes && (group[0].series->points.size() < 2 || is_constant(*group[0].series))) continue;
    const Drawing drawing = make_drawing(group, {});
    out += output::svg_plot(drawing.curves, {.title = drawing.title, .x_title = drawing.x_title, .height = 240});
  }
  return out;
}

std::string datasets(const job::Run& run) {
  Rows rows;
  for (const auto& [name, fingerprint] : run.datasets)
    rows.emplace_back(name, fingerprint);
  return rows.empty() ? "" : table(rows);
}

/// All that is not known, and why.
std::vector<std::string> missing_in(const RunReport& report) {
  std::vector<std::string> missing = report.numbers.missing;
  missing.insert(missing.end(), report.efficiency.missing.begin(), report.efficiency.missing.end());
  for (const auto* metrics : {&report.numbers.metrics.training, &report.numbers.metrics.nodes})
    for (const auto& complaint : metrics->complaints)
      missing.push_back(complaint.source + ": " + complaint.text);
  return missing;
}

std::string preformatted(const std::string& text) {
  return text.empty() ? "" : "<pre>" + escape_markup(text) + "</pre>\n";
}

}  // namespace

std::string report_page(const RunReport& report) {
  const job::Run& run = report.numbers.run;
  const auto missing = missing_in(report);
  return html_page(
      "Run " + run.name,
      fmt::format("<p class=\"dim\">Report of {}, by aifactory</p>\n", format_time(now())) + run_table(run) +
          section("Efficiency", efficiency_table(report)) + section("Cost, energy, emissions", cost_table(report)) +
          section("Curves", curves(report, false)) + section("Datasets (fingerprint at submission)", datasets(run)) +
          section("Beside the job", curves(report, true)) + section("Not known", missing.empty() ? "" : list(missing)) +
          section("Specification", preformatted(report.spec)) +
          section("End of the log", preformatted(report.log_tail)));
}

std::optional<double> emitted_kilograms(const monitoring::Efficiency& efficiency,
                                        const monitoring::Emission& emission) {
  if (!efficiency.energy_joules) return {};
  return *efficiency.energy_joules / 3.6e6 * emission.grams_per_kwh / 1000;
}

namespace {

nlohmann::ordered_json json_number(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

}  // namespace

nlohmann::ordered_json report_json(const RunReport& report) {
  const job::Run& run = report.numbers.run;
  const monitoring::Efficiency& found = report.efficiency;
  return {{"run", run.name},
          {"job", run.job},
          {"site", run.site},
          {"id", json_text(run.id)},
          {"state", scheduler::name_of(run.state)},
          {"elapsed", json_seconds(run.elapsed)},
          {"gpus", run.gpus},
          {"gpu_hours", report.gpu_hours},
          {"site_units", json_number(report.site_units)},
          {"unit", json_text(report.unit)},
          {"gpu_percent", json_number(found.gpu_percent)},
          {"gpus_idle", found.gpus_seen > 0 ? nlohmann::ordered_json(found.gpus_idle) : nlohmann::ordered_json()},
          {"gpu_memory_peak_bytes", json_number(found.gpu_memory_peak)},
          {"cpu_cores_used", json_number(found.cpu_cores_used)},
          {"cpu_cores", json_number(found.cpu_cores)},
          {"memory_peak_bytes", json_number(found.memory_peak)},
          {"memory_bytes", json_number(found.memory)},
          {"energy_joules", json_number(found.energy_joules)},
          {"energy_source", json_text(found.energy_source)},
          {"co2e_kilograms", json_number(emitted_kilograms(found, report.emission))},
          {"co2e_grams_per_kwh", report.emission.grams_per_kwh},
          {"co2e_source", report.emission.source},
          {"advice", found.advice},
          {"missing", missing_in(report)},
          {"commit", json_text(run.commit)},
          {"datasets", run.datasets}};
}

}  // namespace aifactory::cli
