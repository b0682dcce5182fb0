// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/key.hpp"
#include "config/node.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aifactory::config {

/// The texts of scalars as values; empty on nonsense.
std::optional<std::int64_t> to_integer(std::string_view text);
std::optional<double> to_number(std::string_view text);
std::optional<bool> to_boolean(std::string_view text);

/// What values of this key look like: "a whole number from 0 to 64".
std::string describe(const Key& key);

/// Does the value fit the key? Maps and lists of maps are looked at from outside only.
bool fits(const Key& key, const Node& value);

/// Does the whole of `text` match a format of the table?
bool matches(std::string_view format, std::string_view text);

}  // namespace aifactory::config
