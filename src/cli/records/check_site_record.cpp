// SPDX-License-Identifier: Apache-2.0
#include "cli/records/check_site_record.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

namespace aifactory::cli {
namespace {

std::string verdict(const scheduler::Comparison& row) {
  if (row.differs()) return "differs";
  if (row.live.empty()) return "not said";
  return row.profile.empty() ? "new" : "same";
}

}  // namespace

const output::Shape& site_check_shape() {
  static const output::Shape shape{
      .fields = {{"what", "What"}, {"profile", "Profile"}, {"live", "Site"}, {"verdict", "Verdict"}},
      .name_field = "what",
      .empty_note = "the profile says nothing that can be compared"};
  return shape;
}

void print_site_check(AppContext& context, const std::vector<scheduler::Comparison>& rows) {
  std::vector<nlohmann::ordered_json> records;
  for (const scheduler::Comparison& row : rows)
    records.push_back({{"what", row.what},
                       {"profile", json_text(row.profile)},
                       {"live", json_text(row.live)},
                       {"verdict", verdict(row)}});
  output::print_list(context.terminal(), site_check_shape(), records, context.selection());
}

}  // namespace aifactory::cli
