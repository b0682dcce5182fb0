// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace aifactory::output {

enum class Colors { keep, drop };

/// One line of a log, without its newline, as a terminal may show it: of what was overwritten with carriage returns
/// (progress bars) only the last state; backspaces carried out; colours kept where wanted and ended with the line; all
/// other escape sequences (titles, links, cursor) left out; what is neither text nor that made visible. An unfinished
/// character at the end is left out where `End::open` says that more may come.
enum class End { closed, open };
std::string terminal_line(std::string_view line, Colors colors, End end = End::closed);

}  // namespace aifactory::output
