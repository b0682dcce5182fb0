// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace aifactory::transport::ssh {

/// Patterns of ssh_config(5): "*" and "?", upper and lower case alike.
bool matches_pattern(std::string_view name, std::string_view pattern);

/// A list of patterns between `separators`: at least one matches, and none that begins with "!".
bool matches_list(std::string_view name, std::string_view list, std::string_view separators);

}  // namespace aifactory::transport::ssh
