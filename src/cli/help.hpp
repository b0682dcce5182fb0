// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/terminal.hpp"

#include "cli/command.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

/// The help page of a command, an example first.
std::string help_page(const Command& root, const Command& command, const std::vector<std::string>& path,
                      const output::Stream& stream);

/// "aifactory job submit [OPTIONS] [JOB]".
std::string usage_line(const Command& command, const std::vector<std::string>& path);

/// "-f, --follow" or "    --time DURATION"; the name alone for a positional.
std::string option_label(const Option& option);

/// `text` broken into lines of at most `width` columns.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace aifactory::cli
