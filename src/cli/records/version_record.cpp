// SPDX-License-Identifier: Apache-2.0
#include "cli/records/version_record.hpp"

#include "cli/app_context.hpp"

#include <nlohmann/json.hpp>

namespace aifactory::cli {

const output::Shape& version_shape() {
  static const output::Shape shape{.fields = {{"version", "Version"},
                                              {"commit", "Commit"},
                                              {"project_schema", "Project schema", output::As::number},
                                              {"output_schema", "Output schema", output::As::number}},
                                   .name_field = "version",
                                   .empty_note = ""};
  return shape;
}

void print_version(AppContext& context) {
  const output::Selection selection = context.selection();
  if (selection.format == output::Format::table && !selection.fields)
    return output::print(context.terminal(), "aifactory " AIFACTORY_VERSION "\n");
  const nlohmann::ordered_json record{
      {"version", AIFACTORY_VERSION}, {"commit", AIFACTORY_COMMIT}, {"project_schema", 1}, {"output_schema", 1}};
  output::print_record(context.terminal(), version_shape(), record, selection);
}

}  // namespace aifactory::cli
