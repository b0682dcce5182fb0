// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace aifactory::config {

/// What a file may cost at most: far above every honest one.
inline constexpr std::uint64_t file_limit = 1u << 20;
inline constexpr std::size_t nesting_limit = 64;
inline constexpr std::size_t node_limit = 100'000;  ///< aliases written out

/// The one document in `text`; an empty node when there is nothing but comments. Errors: config, with the place:
/// broken YAML, a key given twice or that is no text, tags, a second document, more than the limits, bytes that are
/// no UTF-8 text.
Node read_yaml(std::string_view text, const std::shared_ptr<const Document>& document);

}  // namespace aifactory::config
