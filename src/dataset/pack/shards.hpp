// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace aifactory::dataset {

/// Some neighbouring entries of a tree that go into one archive. Its name is made of what is in it, so that an archive
/// of the same name holds the same.
struct Shard {
  std::string name = {};   ///< "shard-0f3a….tar"
  std::uint64_t size = 0;  ///< of the archive
  std::span<const transfer::Entry> entries = {};
};

/// How large archives become: they are cut at `least` where the names fall so, at `most` in any case (only a larger
/// file is alone in its own). Cutting by names keeps what is added or removed from moving all that comes behind it.
struct ShardSizes {
  std::uint64_t least = std::uint64_t{256} << 20;
  std::uint64_t most = std::uint64_t{1} << 30;
};

/// Pure; the entries, sorted by path, must outlive the shards.
std::vector<Shard> plan_shards(const std::vector<transfer::Entry>& entries, const ShardSizes& sizes = {});

/// Bytes of its content in an archive: of a file its size, of anything else none.
std::uint64_t content_of(const transfer::Entry& entry);

/// True for names that plan_shards() gives.
bool is_shard_name(std::string_view name);

}  // namespace aifactory::dataset
