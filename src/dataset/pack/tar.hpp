// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"

#include <cstdint>
#include <string>

namespace aifactory::dataset {

constexpr std::uint64_t tar_block = 512;

/// What stands before the content of an entry in a GNU tar archive: its header, and where name or link target are long
/// those of @LongLink. The same for everybody: no owner, times in seconds.
std::string tar_header(const transfer::Entry& entry);

/// Zeros after content of this size, up to the next block.
std::uint64_t tar_padding(std::uint64_t size);

/// What ends an archive.
std::string tar_end();

}  // namespace aifactory::dataset
