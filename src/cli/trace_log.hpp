// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/output/terminal.hpp"

#include <filesystem>
#include <mutex>
#include <optional>
#include <string_view>

namespace aifactory::cli {

/// Where traces go: whole lines with their moment to the file of --debug (0600), shortened ones to stderr with -v.
class TraceLog {
 public:
  /// Errors: cannot_create.
  TraceLog(const output::Terminal& terminal, const std::optional<std::string>& file);

  bool wanted() const { return terminal_.verbose || file_; }
  void write(std::string_view line);

 private:
  const output::Terminal& terminal_;
  UniqueFd file_;
  std::mutex mutex_;
};

}  // namespace aifactory::cli
