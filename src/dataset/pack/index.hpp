// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/host.hpp"

#include "dataset/pack/shards.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::dataset {

/// The file beside the archives: for each thing in them one JSON object a line, as a manifest has it, with "shard" and,
/// for a file, the "offset" of its content there. Readers need no search, and what is unpacked can be proved.
constexpr std::string_view index_name = "index.jsonl";

/// The lines of one archive. `hashes` are those of its entries; the ones of folders and links are not looked at.
std::string index_lines(const Shard& shard, const std::vector<transfer::ContentHash>& hashes);

/// How long they are, before the hashes are known.
std::uint64_t index_size(const Shard& shard);

/// The lines of an index by archive.
std::map<std::string, std::string> lines_by_shard(std::string_view index);

/// What is in the archives, as one tree sorted by path. Errors: bad_input.
std::vector<transfer::Entry> read_index(std::string_view index);

/// The index beside the archives at `folder`. Errors: as transport::read_remote_file.
std::string read_index_there(transport::Host& host, const std::string& folder);

}  // namespace aifactory::dataset
