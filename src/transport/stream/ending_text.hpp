// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/channel.hpp"

#include <string>
#include <string_view>

namespace aifactory::transport {

/// An ending as it travels in a frame: "s 0", "k TERM".
std::string ending_text(const Ending& ending);

/// Errors: protocol.
Ending parse_ending(std::string_view text);

}  // namespace aifactory::transport
