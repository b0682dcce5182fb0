// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/account/account.hpp"
#include "aifactory/output/records.hpp"

namespace aifactory::cli {

class AppContext;

/// Fields of an account on a site.
const output::Shape& account_shape();
void print_account(AppContext& context, const account::AccountStatus& status);

/// Fields of a first login.
const output::Shape& login_shape();
void print_login(AppContext& context, const account::LoginReport& report);

}  // namespace aifactory::cli
