// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

/// A manual page in man(7) form.
struct ManualPage {
  std::string file;  ///< "aifactory-job-submit.1"
  std::string text;
};

/// aifactory(1) and one page a command, from the same data as --help. Pure; the same tree gives the same bytes.
std::vector<ManualPage> manual_pages(const Command& root);

}  // namespace aifactory::cli
