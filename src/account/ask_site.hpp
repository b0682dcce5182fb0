// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/account/account.hpp"

#include "account/keys.hpp"

namespace aifactory::account {

/// status() once it is known what keys lie here.
AccountStatus ask_site(transport::Host& host, const config::SiteProfile& site, const transport::ssh::Target& target,
                       const KeyState& key);

}  // namespace aifactory::account
