// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/config/site_profile.hpp"
#include "aifactory/transport/host.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aifactory::account {

/// What one account has of one kind of hours, in the site's own unit.
struct Budget {
  std::string account;
  std::string resource;  ///< "GPU", "Marenostrum5 ACC"; empty where the site has one kind only
  double used = 0;
  std::optional<double> total = std::nullopt;  ///< empty: no limit is known
  std::string unit = {};
  double gpu_hour = 0;                       ///< units that make one GPU-hour; 0: not known, or not of GPUs
  std::optional<Time> as_of = std::nullopt;  ///< of the figure; empty: of now
  std::string until = {};                    ///< last day, as the site writes it

  std::optional<double> left() const;
  std::optional<double> gpu_hours_left() const;
};

struct BudgetAnswer {
  std::vector<Budget> budgets;
  std::string source;               ///< the command that was asked
  std::vector<std::string> unread;  ///< what it said, where this tool cannot read it
  std::string problem;              ///< why another command than the site's own was asked; may be empty
};

/// Asks the site's own command, or Slurm's limits (sshare) where the site has none or it does not answer.
/// Errors: those of transport::run(); unavailable when neither answers.
BudgetAnswer budget(transport::Host& host, const config::SiteProfile& site);

/// The budget that a job of this account draws on: of GPUs rather than of others. Null when there is none.
const Budget* budget_of(const BudgetAnswer& answer, const std::string& account);

}  // namespace aifactory::account
