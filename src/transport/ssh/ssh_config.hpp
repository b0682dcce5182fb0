// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::transport::ssh {

/// What ssh_config(5) files say of one host, as far as it is honoured here. Texts still hold their %-tokens.
struct SshConfig {
  std::optional<std::string> host_name;
  std::optional<std::string> user;
  std::optional<std::uint16_t> port;
  std::optional<bool> identities_only;
  std::optional<std::string> identity_agent;
  std::optional<std::string> proxy_jump;     ///< of ProxyJump and ProxyCommand the first counts
  std::optional<std::string> proxy_command;  ///< "none": go directly
  std::vector<std::string> identity_files;
  std::vector<std::string> certificate_files;
  std::optional<std::vector<std::string>> user_known_hosts;
};

/// Who is asked about.
struct SshConfigQuery {
  std::string host;  ///< as the user named it
  std::string user;  ///< empty: not named
  std::string local_user;
};

/// One file of configuration and the folder that relative Includes are looked up in.
struct SshConfigSource {
  std::filesystem::path file;
  std::filesystem::path folder;
};

/// Reads Host and Match blocks (all, host, originalhost, user, localuser), Include, and the keywords above; the first
/// value counts, except that identities and certificates add up. Match exec runs nothing and never matches; other
/// keywords are passed over. Errors: config, with file:line, for what ssh itself would refuse; for files that others
/// may write to.
SshConfig read_ssh_config(const std::vector<SshConfigSource>& sources, const SshConfigQuery& query);

/// The words of a line: blanks or one "=" between keyword and first argument, quotes and backslashes as ssh takes them.
/// The command of ProxyCommand is one word, its own quotes left in it.
std::vector<std::string> split_config_line(std::string_view line);

}  // namespace aifactory::transport::ssh
