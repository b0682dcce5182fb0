// SPDX-License-Identifier: Apache-2.0
#include "cli/records/report_record.hpp"

#include "cli/app_context.hpp"

namespace aifactory::cli {
namespace {

using output::Format;

/// True when it was printed: what has no fields and no lines.
bool printed_whole(AppContext& context, const nlohmann::ordered_json& record, const std::string& text) {
  const auto selection = context.selection();
  if (selection.fields) return false;
  if (selection.format == Format::table || selection.format == Format::wide) {
    output::print(context.terminal(), text);
    return true;
  }
  if (selection.format != Format::json) return false;
  output::print(context.terminal(),
                record.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  return true;
}

output::Shape shape_of(const std::vector<std::string>& names, const std::string& name_field) {
  output::Shape shape{.fields = {}, .name_field = name_field, .empty_note = "no runs yet"};
  for (const auto& name : names)
    shape.fields.push_back({name, name});
  return shape;
}

}  // namespace

const output::Shape& report_shape() {
  static const output::Shape shape = shape_of({"run",
                                               "job",
                                               "site",
                                               "id",
                                               "state",
                                               "elapsed",
                                               "gpus",
                                               "gpu_hours",
                                               "site_units",
                                               "unit",
                                               "gpu_percent",
                                               "gpus_idle",
                                               "gpu_memory_peak_bytes",
                                               "cpu_cores_used",
                                               "cpu_cores",
                                               "memory_peak_bytes",
                                               "memory_bytes",
                                               "energy_joules",
                                               "energy_source",
                                               "co2e_kilograms",
                                               "co2e_grams_per_kwh",
                                               "co2e_source",
                                               "advice",
                                               "missing",
                                               "commit",
                                               "datasets"},
                                              "run");
  return shape;
}

const output::Shape& project_shape() {
  static const output::Shape shape = shape_of({"month", "job", "runs", "outcomes", "hours", "core_hours", "gpu_hours",
                                               "energy_joules", "energy_of_gpus_only", "co2e_kilograms"},
                                              "job");
  return shape;
}

void print_report(AppContext& context, const nlohmann::ordered_json& record, const std::string& text) {
  if (!printed_whole(context, record, text))
    output::print_record(context.terminal(), report_shape(), record, context.selection());
}

void print_project(AppContext& context, const nlohmann::ordered_json& record, const std::string& text) {
  if (printed_whole(context, record, text)) return;
  std::vector<nlohmann::ordered_json> lines;
  for (const auto& item : record.at("items"))
    lines.push_back(item);
  output::print_list(context.terminal(), project_shape(), lines, context.selection());
}

}  // namespace aifactory::cli
