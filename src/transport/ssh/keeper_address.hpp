// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/transport/ssh.hpp"

#include <filesystem>

namespace aifactory::transport::ssh {

/// The folder of this user's keepers: private, and short enough for socket paths. Made when missing.
/// Errors: cannot_create, not_permitted (it is somebody else's).
std::filesystem::path keeper_folder();

/// The socket of a target's keeper: one for each site, user and list of addresses.
std::filesystem::path keeper_socket(const Target& target);

/// A lock among those who would start that keeper, held while the object lives. Waits; Ctrl-C ends the wait.
/// Errors: cannot_create, interrupted.
class StarterLock {
 public:
  explicit StarterLock(const std::filesystem::path& socket);

 private:
  UniqueFd file_;
};

}  // namespace aifactory::transport::ssh
