// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aifactory::transport {

/// "TERM" to SIGTERM, for the signals of RFC 4254 6.10 and those that Linux adds.
std::optional<int> signal_number(std::string_view name);

/// SIGTERM to "TERM"; "SIG42" for one without a name.
std::string signal_name(int number);

}  // namespace aifactory::transport
