// SPDX-License-Identifier: Apache-2.0
#include "cli/records/new_project_record.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

namespace aifactory::cli {

const output::Shape& new_project_shape() {
  static const output::Shape shape{.fields = {{"project", "Project"}, {"site", "Site"}, {"files", "Files"}},
                                   .name_field = "project",
                                   .empty_note = ""};
  return shape;
}

void print_new_project(AppContext& context, const NewProject& project, const std::vector<std::string>& files) {
  const nlohmann::ordered_json record{{"project", project.project}, {"site", project.site}, {"files", files}};
  output::print_record(context.terminal(), new_project_shape(), record, context.selection());
}

}  // namespace aifactory::cli
