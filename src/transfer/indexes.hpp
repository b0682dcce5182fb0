// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace aifactory::transfer {

/// Numbers of entries in the tree that is wanted.
using Indexes = std::vector<std::uint32_t>;

/// Of the entry with this path, among entries sorted by path.
std::optional<std::uint32_t> index_of(const std::vector<Entry>& entries, std::string_view path);

/// How large they are together.
std::uint64_t bytes_of(const std::vector<Entry>& entries, const Indexes& indexes);

}  // namespace aifactory::transfer
