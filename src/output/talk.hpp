// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/terminal.hpp"

#include <string_view>

namespace aifactory::output {

/// Text on stderr, as it is, at once. Never fails.
void say(const Terminal& terminal, std::string_view text);

}  // namespace aifactory::output
