// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/account/budget.hpp"

#include <string_view>

namespace aifactory::account {

/// Does this version know how to read answers of that kind ("bsc_acct", "saldo", …)?
bool can_read_budget(std::string_view parser);

/// The budgets in an answer of that kind; none for what makes no sense. `rules` say unit and GPU-hour. Pure.
std::vector<Budget> read_budget(std::string_view parser, std::string_view answer, const config::SiteCommand& rules);

}  // namespace aifactory::account
