// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/site_profile.hpp"
#include "aifactory/transport/host.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::dataset {

/// One thing that sets a limit to what a folder can take: its file system, or a quota. What is not known is empty.
struct Limit {
  std::string name;  ///< "file system /gpfs", "quota of gpfs_scratch"
  std::optional<std::uint64_t> free_bytes;
  std::optional<std::uint64_t> free_files;
};

/// What is free at `folder` (which may not exist yet), by df and by the site's own quota command: one remote call.
/// Empty where the host runs no commands or does not answer soon: room is then found out by sending.
std::vector<Limit> room_at(transport::Host& host, const config::SiteProfile& site, const std::string& folder);

/// What is free at a folder of this machine, which may not exist yet. Empty where its file system does not tell.
std::vector<Limit> room_here(const std::filesystem::path& folder);

/// What is to be written.
struct Need {
  std::uint64_t files = 0;  ///< files, folders and links that are not there yet
  std::uint64_t bytes = 0;
};

/// The first limit that the need exceeds, as the sentence that tells it; empty when all fits.
std::string shortage(const std::vector<Limit>& limits, const Need& need);

/// The least that is free by any limit; empty when none knows.
Limit tightest(const std::vector<Limit>& limits);

/// Limits in the answer of a quota command, as far as they concern `folder`. Pure. Parsers: "bsc_quota" (rows named by
/// file set); "lfs" (Lustre), "mmlsquota" (GPFS), "beegfs"; every other name: rows that hold a path above the folder,
/// and then pairs USED/LIMIT, bytes first.
std::vector<Limit> read_quota(std::string_view parser, std::string_view answer, std::string_view folder);

}  // namespace aifactory::dataset
