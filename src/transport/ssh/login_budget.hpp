// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/allowance.hpp"
#include "aifactory/transport/ssh.hpp"

#include <filesystem>
#include <string>

namespace aifactory::transport::ssh {

/// New logins at one site: sites block addresses that connect too often.
constexpr Pace login_pace{.at_once = 6, .refill = std::chrono::seconds(20)};

/// Takes one login of the site's allowance, which all processes of this user share (a file in `folder`); waits when
/// there is none and tells the person why. Errors: interrupted, cannot_create, io.
void spend_login(const std::filesystem::path& folder, const std::string& site, Person& person);

/// The site was not reached: a laptop without a network costs it nothing. Errors: cannot_create, io.
void give_login_back(const std::filesystem::path& folder, const std::string& site);

}  // namespace aifactory::transport::ssh
