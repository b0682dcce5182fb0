// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace aifactory::transport::ssh {

/// A key or certificate that an SSH agent holds (draft-miller-ssh-agent).
struct AgentKey {
  std::string blob;
  std::string comment;
};

/// What the agent behind a socket holds; nothing when it does not answer. Errors: interrupted.
std::vector<AgentKey> list_agent_keys(const std::filesystem::path& agent);

/// An agent that holds one key: everything but the list of keys is passed on to the real agent. libssh can only try
/// all keys of an agent one after the other, and servers end the connection after six.
class AgentFilter {
 public:
  AgentFilter(std::filesystem::path agent, AgentKey key);
  ~AgentFilter();
  AgentFilter(const AgentFilter&) = delete;
  AgentFilter& operator=(const AgentFilter&) = delete;

  /// The end for ssh_set_agent_socket(), which becomes libssh's.
  int give_socket() { return theirs_.release(); }

 private:
  void serve();

  std::filesystem::path agent_;
  AgentKey key_;
  UniqueFd ours_;
  UniqueFd theirs_;
  std::thread thread_;
};

}  // namespace aifactory::transport::ssh
