// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::cli {

/// Numbers of tasks, ranks or steps: "3", "0-4,7".
class NumberList {
 public:
  struct Range {
    std::uint32_t first, last;
  };
  explicit NumberList(std::vector<Range> ranges) : ranges_(std::move(ranges)) {}
  bool contains(std::uint32_t number) const;
  std::uint64_t count() const;
  const std::vector<Range>& ranges() const { return ranges_; }

 private:
  std::vector<Range> ranges_;
};
/// Errors: usage, naming `option`.
NumberList parse_numbers(const std::string& text, const std::string& option);

/// Which logs of a run are wanted.
struct LogChoice {
  std::optional<NumberList> tasks = {}, ranks = {}, steps = {};
  bool errors_only = false;

  /// A rank's own log, which a step writes that was started with $AIFACTORY_RANK_LOGS.
  bool of_ranks() const { return ranks || steps; }
};

/// Whose log a file is.
struct LogKey {
  enum class Stream { out, err } stream = Stream::out;
  std::optional<std::uint32_t> task = {}, rank = {}, step = {};
  bool operator==(const LogKey&) const = default;
};

/// Paths and patterns of the logs that are wanted of `run`.
std::vector<std::string> log_paths(const job::Run& run, const LogChoice& choice);

/// Whose log `path` is; nothing when it is none, or not wanted.
std::optional<LogKey> log_key(const job::Run& run, const LogChoice& choice, const std::string& path);

/// In which order logs are shown: by task, then step, rank and stream.
std::uint64_t log_place(const LogKey& key);

/// May several files write on one stream?
bool is_mixed(const job::Run& run, const LogChoice& choice);

/// "3", "rank 2", "3 step 1 rank 0"; "out" or "err" where there is nothing else to tell.
std::string log_label(const LogKey& key);

}  // namespace aifactory::cli
