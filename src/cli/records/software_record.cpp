// SPDX-License-Identifier: Apache-2.0
#include "cli/records/software_record.hpp"

#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

namespace aifactory::cli {
namespace {

using output::As;
using output::In;

nlohmann::ordered_json to_record(const job::Software& item) {
  return {{"software", item.name},
          {"kind", item.kind == job::Software::Kind::module ? "module" : "container"},
          {"default", item.is_default},
          {"folder", json_text(item.folder)}};
}

}  // namespace

const output::Shape& software_shape() {
  static const output::Shape shape{.fields = {{"software", "Software"},
                                              {"kind", "Kind"},
                                              {"default", "Default", As::text, In::wide},
                                              {"folder", "Folder", As::text, In::wide}},
                                   .name_field = "software",
                                   .empty_note = "no modules and no images were found"};
  return shape;
}

void print_software(AppContext& context, const std::vector<job::Software>& found, const std::string& pattern) {
  std::vector<nlohmann::ordered_json> records;
  for (const job::Software& item : found)
    records.push_back(to_record(item));
  output::Shape shape = software_shape();
  if (!pattern.empty()) shape.empty_note = "no module and no image fits '" + printable(pattern) + "'";
  output::print_list(context.terminal(), shape, records, context.selection());
}

}  // namespace aifactory::cli
