// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/transport/channel.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace aifactory::transport::ssh {

/// Asks a loop, through a client socket of its own, to run POSIX sh text on the host.
std::unique_ptr<Channel> start_program(UniqueFd client, std::string_view script, const std::string& host);

}  // namespace aifactory::transport::ssh
