// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/site_profile.hpp"

#include <string_view>

namespace aifactory::cli {

/// Keeps what a site said of its queues (`site check`), with the date, in the state folder.
void keep_live_answer(const config::SiteProfile& profile, std::string_view answer);

/// The profile with the site's own last words over it; as it is where the site was never asked.
config::SiteProfile with_live_answers(config::SiteProfile profile);

}  // namespace aifactory::cli
