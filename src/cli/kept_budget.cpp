// SPDX-License-Identifier: Apache-2.0
#include "cli/kept_budget.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include "cli/live_answers.hpp"
#include "cli/own_use.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace aifactory::cli {
namespace {

using nlohmann::json;

std::filesystem::path budget_file(const config::SiteProfile& profile) {
  return user_directories().state / "budgets" / key_of(profile);
}

json to_json(const account::Budget& budget) {
  return {{"account", budget.account},
          {"used", budget.used},
          {"total", budget.total ? json(*budget.total) : json()},
          {"unit", budget.unit},
          {"gpu_hour", budget.gpu_hour},
          {"as_of", budget.as_of ? format_time(*budget.as_of) : ""}};
}

account::Budget budget_from(const json& row) {
  account::Budget budget;
  budget.account = row.at("account").get<std::string>();
  budget.used = row.at("used").get<double>();
  if (!row.at("total").is_null()) budget.total = row.at("total").get<double>();
  budget.unit = row.at("unit").get<std::string>();
  budget.gpu_hour = row.at("gpu_hour").get<double>();
  budget.as_of = parse_time(row.at("as_of").get<std::string>());
  return budget;
}

}  // namespace

std::string to_text(const KeptBudget& kept) {
  json rows = json::array();
  for (const auto& budget : kept.answer.budgets)
    rows.push_back(to_json(budget));
  return json{{"asked", format_time(kept.asked)}, {"budgets", rows}}.dump(2, ' ', false,
                                                                          json::error_handler_t::replace);
}

std::optional<KeptBudget> kept_budget_from(std::string_view text) try {
  const json whole = json::parse(text);
  const auto asked = parse_time(whole.at("asked").get<std::string>());
  if (!asked) return std::nullopt;
  KeptBudget kept{.answer = {}, .asked = *asked};
  for (const json& row : whole.at("budgets"))
    kept.answer.budgets.push_back(budget_from(row));
  return kept;
} catch (const json::exception&) {
  return std::nullopt;
}

void keep_budget(const config::SiteProfile& profile, const account::BudgetAnswer& answer) {
  const auto file = budget_file(profile);
  make_private_directory(file.parent_path());
  write_file(file, to_text({.answer = answer, .asked = now()}), 0600);
}

// No job fails for want of a figure.
std::optional<KeptBudget> kept_budget(const config::SiteProfile& profile) try {
  const auto text = read_file_if_any(budget_file(profile));
  return text ? kept_budget_from(*text) : std::nullopt;
} catch (const Error&) {
  return std::nullopt;
}

std::optional<HoursLeft> hours_left(const KeptBudget& kept, const HoursNeeded& need,
                                    const std::vector<job::Run>& runs) {
  const account::Budget* budget = account::budget_of(kept.answer, need.account);
  if (!budget || !budget->total) return std::nullopt;
  const Time since = budget->as_of.value_or(kept.asked);
  const std::string date = format_time(since).substr(0, 10);
  const std::string account = printable(budget->account);
  const auto gpu_hours = budget->gpu_hours_left();
  if (!gpu_hours)
    return HoursLeft{.text = fmt::format("{} had {:.4g} {} left on {}", account, std::max(0.0, *budget->left()),
                                         printable(budget->unit), date)};
  if (need.gpu_hours <= 0) return std::nullopt;
  const double left = std::max(0.0, *gpu_hours - own_use(runs, budget->account, since, now()));
  const bool enough = left >= need.gpu_hours;
  auto text = fmt::format("{} has about {:.4g} GPU-hours left, by its figures of {}", account, left, date);
  if (!enough) text += fmt::format("; this job may use {:.4g}: `aifactory account budget` asks anew", need.gpu_hours);
  return HoursLeft{.text = std::move(text), .enough = enough};
}

}  // namespace aifactory::cli
