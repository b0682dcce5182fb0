// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace aifactory::monitoring {

/// A log whose lines begin with times, taken to ascend but for a minute.
struct SinceSearch {
  Time since;
  std::uint64_t size = 0;
  /// Nothing: the file is not as it was.
  std::function<std::optional<std::string>(std::uint64_t start, std::uint64_t count)> read;
  std::function<std::optional<Time>(std::string_view line)> time_of;
};

/// Where reading may begin so that no line since then is missed: the begin of a line, found by halving, with a read for
/// each step. Where lines carry no times, 0 or what was found until then. Errors: what the functions throw.
std::uint64_t find_since(const SinceSearch& search);

}  // namespace aifactory::monitoring
