// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"

#include "transport/ssh/login.hpp"
#include "transport/ssh/session_loop.hpp"

#include <filesystem>

namespace aifactory::transport::ssh {

/// A socket at `path` that takes clients, mode 0600, in place of whatever is there. Errors: cannot_create.
UniqueFd listen_at(const std::filesystem::path& path);

/// Leaves a session to a process of its own, which serves clients from `socket` until it is idle, told to end (SIGTERM)
/// or the connection breaks. This process forgets the session. The keeper holds no terminal, no descriptor and no
/// folder of ours. Errors: try_again when no process can be made.
void leave_to_keeper(LoggedIn login, UniqueFd socket, const std::filesystem::path& path, LoopSettings settings);

/// Settings of a target's loop.
LoopSettings loop_settings(const Target& target, const std::string& address);

}  // namespace aifactory::transport::ssh
