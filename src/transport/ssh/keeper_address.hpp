// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/ssh.hpp"

#include <filesystem>

namespace aifactory::transport::ssh {

/// The folder of this user's keepers: private, and short enough for socket paths. Made when missing.
/// Errors: cannot_create, not_permitted (it is somebody else's).
std::filesystem::path keeper_folder();

/// The socket of a target's keeper: one for each site, user and list of addresses.
std::filesystem::path keeper_socket(const Target& target);

}  // namespace aifactory::transport::ssh
