// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/account/account.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace aifactory::account {

/// What a first login asks of ssh.
struct SshActs {
  std::function<std::unique_ptr<transport::Host>(transport::ssh::Target, transport::ssh::Person&)> connect;
  std::function<void(const transport::ssh::Target&, transport::ssh::Person&, std::string_view)> install;
  std::function<std::string(const std::filesystem::path&, const Secret&, std::string_view)> create_key;
};

/// login() with its acts given from outside.
LoginReport log_in(const config::SiteProfile& site, const transport::ssh::Target& target,
                   transport::ssh::Person& person, const SshActs& ssh);

}  // namespace aifactory::account
