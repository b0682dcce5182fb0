// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/path_template.hpp"
#include "aifactory/config/site_profile.hpp"

#include "config/node.hpp"

namespace aifactory::config {

/// The profile that a checked, merged tree describes. Paths are filled with `values` and those of the profile itself
/// (user, account). Errors: config for paths with names outside the closed set, and for a relative root.
SiteProfile read_profile(const std::string& id, const Node& node, PathValues values);

}  // namespace aifactory::config
