// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace aifactory::cli {

/// Answers `aifactory __complete WORD…` (the last word is the one being typed): lines "value<TAB>description", then
/// ":N" with what the shell shall do (cobra's directives: 2 no space, 4 no files). Values come from the tree, the
/// project file and the ledger; no connection is opened and nothing is asked. Always returns 0.
int complete(const Command& root, const std::vector<std::string>& words, std::ostream& out);

}  // namespace aifactory::cli
