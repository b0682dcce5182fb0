// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"
#include "aifactory/transfer/transfer.hpp"
#include "aifactory/transport/host.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace aifactory::job {

struct FetchOptions {
  std::filesystem::path to;  ///< folder to fill
  std::vector<std::string> patterns =
      {};                       ///< as in .gitignore, relative to the work folder; empty: all results, logs too
  std::filesystem::path state;  ///< folder for the journal and for what earlier fetches brought
  transfer::Proof proof = transfer::Proof::full;
  bool dry_run = false;
  /// Told the files here that would be replaced and are no older results of this run; throws to forbid it.
  std::function<void(const std::vector<std::string>& paths)> replaces = {};
};

struct Fetched {
  std::vector<transfer::Entry> files = {};  ///< all that fit, sorted by path
  std::uint64_t files_sent = 0, bytes_sent = 0, files_unchanged = 0;
  std::vector<std::string> skipped = {};     ///< symlinks that lead out of the results
  std::vector<std::string> unreadable = {};  ///< files and folders that the user may not read there; not fetched
  bool proved = false;
};

/// Brings results of a run home: what its work folder holds beyond the code that went along unchanged, and its logs.
/// Goes on where an earlier call was broken off. Errors: those of transfer::download; no_input when nothing fits.
Fetched fetch(transport::Host& host, const Run& run, const std::string& root, const FetchOptions& options,
              transfer::Observer& observer);

}  // namespace aifactory::job
