// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"
#include "aifactory/monitoring/logs.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::cli {

/// Logs of ended runs, kept on this machine: whole files only, under CACHE/logs/RUN, with an index that says which
/// patterns they answer and what the files were on the site (inode, size). Bounded: what was used least lately goes.
class LogCache {
 public:
  explicit LogCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  static constexpr std::uint64_t run_limit = std::uint64_t{64} << 20, limit = std::uint64_t{512} << 20;

  /// The run as if its folder were the one kept here, when all of `paths` (of log_paths) are; else nothing.
  std::optional<job::Run> find(const job::Run& run, const std::vector<std::string>& paths) const;

  /// Takes logs in while they are shown.
  class Recording {
   public:
    Recording(const LogCache& cache, const job::Run& run);
    ~Recording();
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
    void take(const monitoring::LogPiece& piece);
    /// Keeps what was taken if it is all of `files`, which answer `paths`. The cache is a convenience: never fails.
    void keep(const std::vector<std::string>& paths, const std::vector<monitoring::LogFile>& files);

   private:
    bool is_all_of(const std::vector<monitoring::LogFile>& files) const;
    void give_up();
    void store(const std::vector<std::string>& paths, const std::vector<monitoring::LogFile>& files);

    const LogCache& cache_;
    const job::Run& run_;
    std::filesystem::path draft_;
    std::map<std::string, std::uint64_t> sizes_;
    std::uint64_t total_ = 0;
    bool given_up_ = false;
  };

 private:
  std::filesystem::path folder_of(const job::Run& run) const { return folder_ / run.name; }
  void make_room() const;

  std::filesystem::path folder_;
};

}  // namespace aifactory::cli
