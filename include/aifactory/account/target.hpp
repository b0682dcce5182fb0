// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/site_profile.hpp"
#include "aifactory/transport/ssh.hpp"

#include <filesystem>
#include <string_view>

namespace aifactory::account {

enum class HostRole { login, transfer };

/// The way to a site's login hosts, or to those that data go through (the login hosts where a site has no others).
/// Without an `identity` in the profile, the key that login() made for the site is used once it is there.
/// Errors: config for a site without hosts, saying what is missing.
transport::ssh::Target make_target(const config::SiteProfile& site, HostRole role);

/// Where login() puts a new key of a site: ~/.ssh/aifactory_SITE_ed25519.
std::filesystem::path default_key(std::string_view site);

}  // namespace aifactory::account
