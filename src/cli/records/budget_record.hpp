// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/account/budget.hpp"
#include "aifactory/output/records.hpp"

#include <functional>

namespace aifactory::cli {

class AppContext;

const output::Shape& budget_shape();

/// `own_since` says how many GPU-hours runs known here have used of an account since a moment.
using OwnUse = std::function<double(const std::string& account, Time since)>;
void print_budgets(AppContext& context, const account::BudgetAnswer& answer, const OwnUse& own_since);

}  // namespace aifactory::cli
