// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/tree.hpp"
#include "aifactory/transport/host.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::transfer {

/// Blocks of a file on the host, by number.
struct Blocks {
  std::string path;  ///< relative to the folder; without a newline
  std::uint64_t size = 0;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// Has blocks hashed there, all by one command: `use` is given their hashes in order (of what there is of a block;
/// nothing where none could be had). False when the host runs no commands or has none that hashes. Errors: try_again,
/// interrupted.
using UseBlockHash = std::function<void(std::size_t request, std::uint64_t block, std::optional<ContentHash>)>;
bool hash_blocks(transport::Host& host, const std::string& folder, const std::vector<Blocks>& requests,
                 const UseBlockHash& use);

/// Copies blocks of files there into their partial files, at the same places; which requests were carried out.
std::vector<bool> copy_blocks(transport::Host& host, const std::string& folder, const std::vector<Blocks>& requests);

}  // namespace aifactory::transfer
