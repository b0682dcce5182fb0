// SPDX-License-Identifier: Apache-2.0
#include "cli/records/check_record.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

namespace aifactory::cli {
namespace {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::good:
      return "good";
    case Verdict::advice:
      return "advice";
    case Verdict::bad:
      return "bad";
  }
  return "";
}

}  // namespace

const output::Shape& check_shape() {
  static const output::Shape shape{
      .fields = {{"check", "Check"}, {"verdict", "Verdict"}, {"found", "Found"}, {"next_step", "Next step"}},
      .name_field = "check",
      .empty_note = ""};
  return shape;
}

void print_checks(AppContext& context, const std::vector<Check>& checks) {
  std::vector<nlohmann::ordered_json> records;
  for (const Check& check : checks)
    records.push_back({{"check", check.name},
                       {"verdict", name_of(check.verdict)},
                       {"found", json_text(check.found)},
                       {"next_step", json_text(check.next_step)}});
  output::print_list(context.terminal(), check_shape(), records, context.selection());
}

}  // namespace aifactory::cli
