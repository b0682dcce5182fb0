// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace aifactory::cli {

/// The whole program: parses `arguments` (without the program's name), runs the command, prints what went wrong, and
/// returns the exit status documented in aifactory(1). Never throws.
int run(std::vector<std::string> arguments);

}  // namespace aifactory::cli
