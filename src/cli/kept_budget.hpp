// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/account/budget.hpp"
#include "aifactory/job/run.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::cli {

/// What a site said of the budgets, and when.
struct KeptBudget {
  account::BudgetAnswer answer;
  Time asked{};
};
std::string to_text(const KeptBudget& kept);
/// Empty for text that is damaged, or of another version.
std::optional<KeptBudget> kept_budget_from(std::string_view text);

/// Keeps them in the state folder, so that the next job can be held against them without asking the site.
void keep_budget(const config::SiteProfile& profile, const account::BudgetAnswer& answer);
/// Empty where the site was never asked, or the file cannot be read.
std::optional<KeptBudget> kept_budget(const config::SiteProfile& profile);

/// What is left of the account's hours for a job that may use up to `gpu_hours`. `runs` are those known here: what they
/// have used since the figure is taken off. Empty where no figure bears on the job. Pure.
struct HoursLeft {
  std::string text;
  bool enough = true;
};
struct HoursNeeded {
  std::string account;
  double gpu_hours = 0;
};
std::optional<HoursLeft> hours_left(const KeptBudget& kept, const HoursNeeded& need, const std::vector<job::Run>& runs);

}  // namespace aifactory::cli
