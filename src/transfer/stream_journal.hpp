// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/database.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::transfer {

/// How a stream is cut: what is acknowledged, and sent again after a break.
constexpr std::uint64_t chunk_size = std::uint64_t{4} << 20;

/// Which chunks of a stream the host has acknowledged, with their hashes; and of which state of its source the whole
/// came. A file of its own beside the journal of trees. Without a path nothing is kept.
class StreamJournal {
 public:
  using Clock = std::chrono::steady_clock;
  StreamJournal(const std::filesystem::path& tree_journal, std::string target);
  ~StreamJournal();
  StreamJournal(const StreamJournal&) = delete;
  StreamJournal& operator=(const StreamJournal&) = delete;

  /// Chunks of another state of the source are forgotten; with an unnamed one, those of any named one.
  void begin(const std::string& source);
  /// Acknowledged chunks of the last source, by number; empty text where there is none.
  const std::vector<std::string>& chunks() const { return chunks_; }
  const std::string& source() const { return source_; }
  void acknowledge(std::uint64_t number, const std::string& sha256);
  void forget();
  /// All of it arrived.
  void complete(const std::string& sha256);
  /// The hash of the file that came whole from this source, if that was the last.
  std::optional<std::string> completed(const std::string& source);

  /// Writes what is pending when it is time to. Errors: io, try_again.
  void keep(Clock::time_point now);

 private:
  void load();
  void write();

  std::optional<Database> database_;
  std::string target_;
  std::string source_;
  std::string completed_;
  std::vector<std::string> chunks_;
  std::map<std::uint64_t, std::string> pending_;
  Clock::time_point written_ = Clock::now();
};

}  // namespace aifactory::transfer
