// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/settings.hpp"

#include <filesystem>

namespace aifactory::cli {

/// True when a site has programs that print secrets, and without the project file there would be others, or other hosts
/// to see what they print. That file may have come from somebody else. Reads `user_file`.
bool project_has_say(const config::Settings& settings, const config::SiteProfile& site,
                     const std::filesystem::path& user_file);

/// Whether the user has allowed just these programs of this project, for just these hosts. Reads the state folder.
bool programs_allowed(const config::Settings& settings, const config::SiteProfile& site);

/// Remembers it. Errors: cannot_create, io.
void allow_programs(const config::Settings& settings, const config::SiteProfile& site);

}  // namespace aifactory::cli
