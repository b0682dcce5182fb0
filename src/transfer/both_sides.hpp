// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/transfer.hpp"

#include "transfer/description.hpp"
#include "transfer/lanes.hpp"
#include "transfer/manifest_reader.hpp"
#include "transfer/plan.hpp"
#include "transfer/tree_lister.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::transfer {

/// What an upload finds on the other side, and what is to be done there.
struct Found {
  Work work;
  bool tree_there = false;
  std::optional<ManifestHead> head;            ///< of the manifest there
  std::map<std::string, std::uint64_t> parts;  ///< partial files there, and their sizes
  std::shared_ptr<TreeLister> lister;          ///< may still be answered
};

/// Looks at both sides together: the host's answers travel while the tree here is read, which becomes `entries`. What
/// is there is listed in two ways at once, and the first to end counts: by files (always works), and by find(1).
/// Errors: those of scan(); not_permitted, io, protocol (remote).
Found look_at_both_sides(transport::Host& host, Lanes& lanes, Description& description,
                         const std::filesystem::path& local, const std::string& remote, const UploadOptions& options,
                         std::vector<Entry>& entries);

/// The bytes that are compared or moved, and those that will take up room there.
std::uint64_t bytes_to_move(const std::vector<Entry>& entries, const Work& work);
std::uint64_t bytes_to_take(const std::vector<Entry>& entries, const Found& found);

}  // namespace aifactory::transfer
