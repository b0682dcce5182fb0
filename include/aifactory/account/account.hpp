// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/site_profile.hpp"
#include "aifactory/transport/host.hpp"
#include "aifactory/transport/ssh.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aifactory::account {

/// One association of the user with an account (sacctmgr show assoc).
struct Association {
  std::string account;
  std::vector<std::string> qos;
  std::string default_qos;
};

struct AccountStatus {
  std::string site;
  std::string address;
  std::string user;
  bool reachable = false;
  bool logged_in = false;
  std::string problem;    ///< why not, and
  std::string next_step;  ///< what to type
  std::string key;        ///< path of the key used, if any
  std::string key_fingerprint;
  std::optional<Time> certificate_until;
  std::vector<std::string> groups;
  std::vector<Association> associations;
};

/// Asks the site who the user is. Never throws for a refused login: that is an answer here.
AccountStatus status(transport::Host& host, const config::SiteProfile& site, const transport::ssh::Target& target);

struct LoginReport {
  std::string key;  ///< private key file
  std::string public_line;
  bool key_created = false;
  bool key_installed = false;  ///< false: it worked already
};
/// From a password to a key: makes an Ed25519 key where there is none, installs it over a password login, proves that
/// it works. Sites where keys are registered elsewhere get instructions instead (not_permitted with the portal in the
/// hint).
LoginReport login(const config::SiteProfile& site, const transport::ssh::Target& target,
                  transport::ssh::Person& person);

}  // namespace aifactory::account
