// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/records.hpp"
#include "aifactory/transport/ssh.hpp"

#include <vector>

namespace aifactory::cli {

class AppContext;

/// Fields of a shared connection.
const output::Shape& connection_shape();
void print_connections(AppContext& context, const std::vector<transport::ssh::ConnectionStatus>& connections);

/// How many connections were closed; nothing on a terminal, where a note says it.
const output::Shape& closed_shape();
void print_closed(AppContext& context, std::size_t closed);

}  // namespace aifactory::cli
