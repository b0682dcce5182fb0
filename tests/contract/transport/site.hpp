// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/secret.hpp"
#include "aifactory/transport/ssh.hpp"

#include "support/failure_of.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::contract {

namespace ssh = transport::ssh;
using test::failure_of;

/// The test cluster (tests/cluster/README.md), as its env file tells it. Where there is none, every case fails with
/// the command that starts it: a suite that passes because nothing was there would say nothing.
struct Cluster {
  std::filesystem::path keys;
  std::filesystem::path root;
  std::filesystem::path sshd_log;
  std::uint16_t port = 0;
  std::uint16_t port_of_two_sessions = 0;
  std::uint16_t port_of_dropbear = 0;
};
Cluster cluster();

/// This user's folders, moved away for as long as the object lives: no keeper, budget or known host of the real user
/// is touched, and no agent is found.
class OwnFolders {
 public:
  OwnFolders();
  ~OwnFolders();
  OwnFolders(const OwnFolders&) = delete;
  OwnFolders& operator=(const OwnFolders&) = delete;
  std::filesystem::path path() const { return folder_.path(); }

 private:
  TemporaryDirectory folder_;
  std::map<std::string, std::optional<std::string>> before_;
};

/// Answers from a list; a question that is not on it is an error, like with --no-input.
class ScriptedPerson final : public ssh::Person {
 public:
  Secret ask(std::string_view text, Echo echo) override;
  bool confirm(std::string_view question) override;
  void tell(std::string_view text) override { told.emplace_back(text); }

  std::vector<std::pair<std::string, std::string>> answers;  ///< part of the prompt, what to say
  bool trusts = false;
  std::vector<std::string> asked;
  std::vector<std::string> told;
};

/// A user of the cluster with a key file of `keys/`; the cluster's known_hosts. A site name of its own, so that no
/// budget of another case is in the way.
ssh::Target target_of(const std::string& user, const std::string& key = {});

/// How many logins sshd has let in so far, and how many connections it has seen.
std::size_t logins_so_far();

/// Runs `command` here and returns what it prints.
std::string run_here(const std::string& command);

}  // namespace aifactory::contract
