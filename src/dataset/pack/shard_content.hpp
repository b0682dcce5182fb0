// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/feed.hpp"

#include "dataset/pack/shards.hpp"

#include <filesystem>
#include <vector>

namespace aifactory::dataset {

/// Makes an archive of files below `folder`; into `hashes` those of its entries. Errors: try_again for a file that is
/// not as it was planned; io; interrupted.
void put_shard(const std::filesystem::path& folder, const Shard& shard, std::vector<transfer::ContentHash>& hashes,
               const Feed::Put& put);

/// The same hashes of an archive that is there and need not be made. Errors: io.
std::vector<transfer::ContentHash> hashes_of(const std::filesystem::path& folder, const Shard& shard);

}  // namespace aifactory::dataset
