// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/settings.hpp"

#include <filesystem>

namespace aifactory::cli {

/// True when the project file has a say in what is run for the user: programs that print secrets, where without it
/// there would be others, or other hosts to see what they print, and commands at the site. That file may have come from
/// somebody else. Reads `user_file`.
bool project_has_say(const config::Settings& settings, const config::SiteProfile& site,
                     const std::filesystem::path& user_file);

/// Takes such programs out of `site`, unless the user has allowed just these of this project, for just these hosts.
/// True when it did. Reads `user_file` and the state folder.
bool withhold_programs(const config::Settings& settings, config::SiteProfile& site,
                       const std::filesystem::path& user_file);

/// Remembers it. Errors: cannot_create, io.
void allow_programs(const config::Settings& settings, const config::SiteProfile& site);

}  // namespace aifactory::cli
