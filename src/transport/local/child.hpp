// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/transport/channel.hpp"

#include <chrono>
#include <optional>
#include <string_view>
#include <sys/types.h>

namespace aifactory::transport {

/// A program of this machine in a process group of its own, its streams on pipes that do not block.
struct Child {
  pid_t pid = -1;
  UniqueFd in;
  UniqueFd out;
  UniqueFd err;
};

/// Starts POSIX sh text under /bin/sh in the home folder, with the environment of this process and default signals.
/// Errors: io.
Child start_child(std::string_view script);

/// How it ended, once it has.
std::optional<Ending> ending_of(pid_t pid);

/// Sends HUP to the whole group, KILL after `grace`, and waits for the child.
void end_child(pid_t pid, std::chrono::milliseconds grace);

}  // namespace aifactory::transport
