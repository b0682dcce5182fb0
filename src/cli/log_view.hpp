// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include "cli/log_lines.hpp"
#include "cli/log_output.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aifactory::cli {

/// Between the bytes of several logs and their output: cuts lines, and lets those through that are wanted.
class LogView {
 public:
  struct Filter {
    std::optional<LinePattern> pattern = {};
    std::optional<Time> since = {};
  };
  LogView(std::unique_ptr<LogOutput> output, Filter filter) : output_(std::move(output)), filter_(std::move(filter)) {}

  /// Bytes of the log `key` at `offset`; an offset that does not follow means that it began anew.
  struct Part {
    const LogKey& key;
    std::uint64_t offset;
    std::string_view bytes;
    Seconds utc_offset;
  };
  void take(const Part& part);
  /// Nothing more comes for now: lines that waited for the first time in their log are let through.
  void pause();
  /// Unfinished lines too.
  void finish();
  /// Before something else is written.
  void settle() { output_->settle(); }

  std::uint64_t lines_shown() const { return lines_shown_; }

 private:
  struct Source {
    LogKey key;
    LineCutter lines = {};
    std::uint64_t next = 0;
    Seconds utc_offset{0};
    /// As the last time in the log says. Unknown: there was none yet, lines wait for one.
    enum class Passing { unknown, yes, no } passing = Passing::unknown;
    std::vector<std::pair<std::uint64_t, std::string>> held = {};
    std::size_t held_bytes = 0;
  };
  using Place = std::uint64_t;

  void cut(Source& source);
  void line(Source& source, std::uint64_t offset, std::string_view text);
  bool passes_time(Source& source, std::uint64_t offset, std::string_view text);
  void release(Source& source);
  void show(const Source& source, std::uint64_t offset, std::string_view text);
  void end_line(Source& source);

  std::unique_ptr<LogOutput> output_;
  Filter filter_;
  std::map<Place, Source> sources_;
  std::uint64_t lines_shown_ = 0;
};

}  // namespace aifactory::cli
