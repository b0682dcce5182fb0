// SPDX-License-Identifier: Apache-2.0
#include "cli/records/config_record.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

namespace aifactory::cli {

using nlohmann::ordered_json;

namespace {

output::Shape shape_with(output::In origin) {
  return {.fields = {{"key", "Key"}, {"value", "Value"}, {"origin", "Origin", output::As::text, origin}},
          .name_field = "key",
          .empty_note = ""};
}

template <class Map>
std::vector<std::string> keys(const Map& map) {
  std::vector<std::string> names;
  for (const auto& [name, value] : map)
    names.push_back(name);
  return names;
}

}  // namespace

const output::Shape& config_shape() {
  static const output::Shape shape = shape_with(output::In::wide);
  return shape;
}

void print_config(AppContext& context, const std::vector<config::Origin>& values, Origins origins) {
  std::vector<ordered_json> records;
  for (const config::Origin& value : values)
    records.push_back({{"key", value.key}, {"value", value.value}, {"origin", value.origin}});
  const output::Shape shape = shape_with(origins == Origins::show ? output::In::table : output::In::wide);
  output::print_list(context.terminal(), shape, records, context.selection());
}

const output::Shape& config_check_shape() {
  static const output::Shape shape{.fields = {{"file", "File"},
                                              {"project", "Project"},
                                              {"site", "Site"},
                                              {"datasets", "Datasets"},
                                              {"jobs", "Jobs"}},
                                   .name_field = "project",
                                   .empty_note = ""};
  return shape;
}

void print_config_check(AppContext& context, const config::Project& project, const std::string& site) {
  const ordered_json record{{"file", project.file.string()},
                            {"project", project.name},
                            {"site", site},
                            {"datasets", keys(project.datasets)},
                            {"jobs", keys(project.jobs)}};
  output::print_record(context.terminal(), config_check_shape(), record, context.selection());
}

}  // namespace aifactory::cli
