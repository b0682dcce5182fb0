// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/ssh.hpp"

#include "transport/ssh/config_tokens.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::transport::ssh {

/// One address of a target with everything that ssh_config(5) files and defaults add to it.
struct Endpoint {
  Address address;    ///< after HostName and Port
  std::string alias;  ///< the name as the target has it
  std::string user;
  std::vector<std::filesystem::path> identities;
  std::vector<std::filesystem::path> certificates;
  std::vector<std::filesystem::path> known_hosts;
  bool identities_only = false;              ///< offer nothing of the agent but these
  std::optional<std::string> proxy_command;  ///< instead of a TCP connection
  std::optional<std::filesystem::path> agent;

  /// "alice@alogin1.bsc.es", with ":port" where it is not 22.
  std::string label() const;
};

/// Counts beside the user's own known_hosts files; nothing is written there.
constexpr const char* system_known_hosts = "/etc/ssh/ssh_known_hosts";

/// Where the files and defaults of this user are.
struct Surroundings {
  std::filesystem::path home;
  std::filesystem::path user_config;    ///< ~/.ssh/config
  std::filesystem::path system_config;  ///< /etc/ssh/ssh_config
  std::string local_user;
  std::optional<std::filesystem::path> agent;  ///< $SSH_AUTH_SOCK
};
Surroundings surroundings();

/// %h, %n, %k, %p, %r, %u, %d and %i of ssh_config(5), TOKENS.
Tokens tokens_of(const Endpoint& endpoint, const Surroundings& around);

/// Values of the target win over ssh_config, which wins over defaults. Errors: config.
Endpoint resolve(const Target& target, const Address& address, const Surroundings& around);

}  // namespace aifactory::transport::ssh
