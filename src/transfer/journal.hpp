// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/database.hpp"
#include "aifactory/transfer/tree.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::transfer {

constexpr std::chrono::milliseconds between_writes{100};

/// Which pieces of which files the other side has acknowledged, so that a transfer that was killed goes on. Written
/// to the disk several times a second: a kill loses the pieces of that time, never claims one too many.
class Journal {
 public:
  using Clock = std::chrono::steady_clock;

  /// `target` names one tree on one host. Without a path nothing is kept.
  Journal(const std::filesystem::path& path, std::string target);
  /// Writes what is pending.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// By number, the pieces acknowledged of exactly this state of the file; others of it are forgotten.
  std::vector<bool> acknowledged(const Entry& file);
  void acknowledge(const Entry& file, std::uint32_t piece);
  void forget(const Entry& file);

  /// Writes what is pending when it is time to. Errors: io, try_again.
  void keep(Clock::time_point now);
  bool empty() const { return pending_.empty(); }

 private:
  struct Note {
    std::string path;
    std::uint64_t size;
    std::int64_t modified_ns;
    std::uint32_t piece;
  };
  void write();

  std::optional<Database> database_;
  std::string target_;
  std::vector<Note> pending_;
  Clock::time_point written_ = Clock::now();
};

}  // namespace aifactory::transfer
