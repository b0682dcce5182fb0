// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/site_profile.hpp"

#include <string>
#include <string_view>

namespace aifactory::cli {

/// Names the files in which answers of a site are kept, about `subject` where it matters: two projects may call two
/// machines by one name, so the address and the user belong to it.
std::string key_of(const config::SiteProfile& profile, std::string_view subject = {});

/// Keeps what a site said of its queues (`site check`), with the date, in the state folder.
void keep_live_answer(const config::SiteProfile& profile, std::string_view answer);

/// The profile with the site's own last words over it; as it is where the site was never asked.
config::SiteProfile with_live_answers(config::SiteProfile profile);

}  // namespace aifactory::cli
