// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"

#include <cstdint>

namespace aifactory::transfer {

/// How a file is cut: the unit of what is acknowledged, and of what is sent again after a break.
std::uint64_t piece_size(std::uint64_t file_size);
std::uint32_t piece_count(std::uint64_t file_size);
/// Pieces are counted in 32 bits, and a made-up size must not fill the memory. Errors: bad_input above 1 PiB.
void require_possible_size(const Entry& entry);

}  // namespace aifactory::transfer
