// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/ssh.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace aifactory::transport::ssh {

/// How many new logins a site may still see now: a bucket of tokens that fills slowly. Sites block addresses that
/// connect too often.
struct LoginBudget {
  static constexpr double most = 6;
  static constexpr std::chrono::seconds refill = std::chrono::seconds(20);  ///< for one token

  double tokens = most;
  std::chrono::milliseconds at{};  ///< since 1970

  /// Takes a token and returns zero, or leaves it and returns how long to wait for one. A clock set back costs nothing.
  std::chrono::milliseconds take(std::chrono::milliseconds now);

  std::string text() const;
  static std::optional<LoginBudget> parse(std::string_view text);
};

/// Takes one login of the site's budget, which all processes of this user share (a file under `folder`); waits when
/// there is none and tells the person why. Errors: interrupted, cannot_create, io.
void spend_login(const std::filesystem::path& folder, const std::string& site, Person& person);

}  // namespace aifactory::transport::ssh
