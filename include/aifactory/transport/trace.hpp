// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace aifactory::transport {

/// Told each thing that happens on a host, one line each: a program started (its text), how it ended, bytes each way,
/// file channels opened, and how long it took. What is sent to a program's stdin or into files is counted, never
/// shown, so no secret and no data get into a trace. May be called from several threads.
using TraceSink = std::function<void(std::string_view line)>;

/// The same host, telling `sink` what is done with it.
std::unique_ptr<Host> trace_host(std::unique_ptr<Host> host, TraceSink sink);

}  // namespace aifactory::transport
