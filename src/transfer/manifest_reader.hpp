// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/arriving_lines.hpp"
#include "aifactory/transfer/tree.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace aifactory::transfer {

/// Reads a manifest piece by piece, since those of large trees do not belong in memory. Every entry is checked: safe
/// path, known kind, ascending order, numbers in range.
class ManifestReader {
 public:
  using Use = std::function<void(Entry&&)>;
  explicit ManifestReader(Use use) : use_(std::move(use)) {}

  /// Errors: bad_input with the line.
  void feed(std::string_view text);
  /// The end of the text. Errors: bad_input when the manifest is not whole.
  void finish();
  const std::optional<ManifestHead>& head() const { return head_; }

 private:
  static constexpr std::size_t line_limit = std::size_t{1} << 20;

  void take(std::string_view line);

  Use use_;
  ArrivingLines lines_{line_limit};
  std::string last_path_;
  std::uint64_t line_ = 0;
  std::uint64_t entries_ = 0;
  std::uint64_t announced_ = 0;
  std::optional<ManifestHead> head_;
};

}  // namespace aifactory::transfer
