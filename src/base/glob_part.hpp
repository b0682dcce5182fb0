// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace aifactory {

/// Does one part of a pattern fit one part of a path? Neither has a '/'. A broken pattern (an open bracket, a lone
/// backslash at the end) fits nothing, as in git.
bool part_matches(std::string_view pattern, std::string_view text);

}  // namespace aifactory
