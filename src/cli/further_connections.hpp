// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/transfer.hpp"

#include "cli/command.hpp"

#include <optional>

namespace aifactory::cli {

class AppContext;

/// --connections, for a command that moves many bytes.
Option connections_option(std::optional<int>& connections);

/// What lies behind it: the connections beside the first. A warning says, once, why they cannot be had. Errors: usage.
transfer::MoreConnections further_connections(AppContext& context, const std::optional<int>& connections);

}  // namespace aifactory::cli
