// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace aifactory::cli {

/// POSIX extended regular expression, matched by bytes within one line.
class LinePattern {
 public:
  enum class Case { matters, ignored };
  /// Errors: usage, saying what is wrong with it.
  LinePattern(const std::string& expression, Case letters);
  bool matches(std::string_view line) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

/// The moment that stands in the first columns of a line ("2026-11-20 15:16:17,123", "[2026-11-20T15:16:17Z]"), if one
/// does; without a zone it is read in `utc_offset`.
std::optional<Time> time_in_line(std::string_view line, Seconds utc_offset);

/// Cuts the bytes of one file into lines. What stands behind the last newline waits for its end; a line that grows over
/// the limit is passed on in parts.
class LineCutter {
 public:
  static constexpr std::size_t length_limit = std::size_t{16} << 20;

  /// The next whole line with its newline, in `line`, at `offset` in the file; false when there is none.
  bool next(std::string_view& line, std::uint64_t& offset);
  /// Bytes at `offset`; they follow the last ones.
  void feed(std::string_view bytes, std::uint64_t offset);
  /// What waits for its newline.
  std::string_view waiting() const { return std::string_view(text_).substr(taken_); }
  std::uint64_t waiting_offset() const { return offset_; }
  void drop_waiting();

 private:
  std::string text_;
  std::size_t taken_ = 0, searched_ = 0;
  std::uint64_t offset_ = 0;
};

}  // namespace aifactory::cli
