// SPDX-License-Identifier: Apache-2.0
#include "cli/records/budget_record.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

#include <cmath>

namespace aifactory::cli {
namespace {

using nlohmann::ordered_json;
using output::As;
using output::In;

ordered_json rounded(std::optional<double> value) {
  return value ? ordered_json(std::round(*value * 100) / 100) : ordered_json();
}

ordered_json to_record(const account::Budget& budget, const std::string& source, const OwnUse& own_since) {
  const double own = budget.as_of && budget.gpu_hour > 0 ? own_since(budget.account, *budget.as_of) : 0;
  auto gpu_hours = budget.gpu_hours_left();
  if (gpu_hours) *gpu_hours -= own;
  return {{"account", budget.account},
          {"resource", json_text(budget.resource)},
          {"used", rounded(budget.used)},
          {"total", rounded(budget.total)},
          {"left", rounded(budget.left())},
          {"unit", json_text(budget.unit)},
          {"own_since", rounded(own)},
          {"gpu_hours_left", rounded(gpu_hours)},
          {"as_of", json_time(budget.as_of)},
          {"until", json_text(budget.until)},
          {"source", source}};
}

}  // namespace

const output::Shape& budget_shape() {
  static const output::Shape shape{.fields = {{"account", "Account"},
                                              {"resource", "Of"},
                                              {"used", "Used", As::number},
                                              {"total", "Total", As::number},
                                              {"left", "Left", As::number},
                                              {"unit", "Unit"},
                                              {"own_since", "Own since (GPU-h)", As::number, In::wide},
                                              {"gpu_hours_left", "GPU-h left", As::number},
                                              {"as_of", "As of", As::time},
                                              {"until", "Until"},
                                              {"source", "Source", As::text, In::json}},
                                   .name_field = "account",
                                   .empty_note = "the site names no budget and no limit for your accounts"};
  return shape;
}

void print_budgets(AppContext& context, const account::BudgetAnswer& answer, const OwnUse& own_since) {
  std::vector<ordered_json> records;
  for (const account::Budget& budget : answer.budgets)
    records.push_back(to_record(budget, answer.source, own_since));
  output::print_list(context.terminal(), budget_shape(), records, context.selection());
}

}  // namespace aifactory::cli
