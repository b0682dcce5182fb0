// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace aifactory::monitoring {

/// All of `text` as a number, however large or small (1e999 is infinity), with C's and Python's "nan", "inf",
/// "Infinity"; empty on anything else. Does not depend on the locale.
std::optional<double> parse_number(std::string_view text);

}  // namespace aifactory::monitoring
