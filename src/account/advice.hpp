// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/config/site_profile.hpp"

#include "account/keys.hpp"

#include <string>

namespace aifactory::account {

/// Why a login was refused, and what to type next.
struct Advice {
  std::string problem;
  std::string next_step;
};

/// In words of the site's kind of login. Pure.
Advice advise(const config::SiteProfile& site, const Failure& refusal, const KeyState& key, Time at);

/// How a key gets to where the site wants it; for sites where users cannot put it there themselves. Pure.
std::string how_to_register(const config::SiteProfile& site);

/// "; it usually works after 15m", or nothing.
std::string usual_delay(const config::SiteProfile& site);

bool wants_certificate(const config::SiteProfile& site);
bool takes_own_keys(const config::SiteProfile& site);  ///< in ~/.ssh/authorized_keys

}  // namespace aifactory::account
