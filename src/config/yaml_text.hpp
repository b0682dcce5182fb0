// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace aifactory::config {

/// A text by lines: turns the parser's byte columns into the columns that editors show.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);
  /// Line and byte column from 0; the result counts characters from 1.
  int column(int line, int byte_column) const;
  bool has_tab_indent(int line) const;
  /// Is there a quote at this place, and nothing that ends it? yaml-cpp takes the rest of the file for text then.
  bool has_open_quote(int line, int byte_column) const;

 private:
  std::string_view line_at(int line) const;
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

/// Offset of the first byte that no configuration file holds: NUL and other controls, broken UTF-8.
std::optional<std::size_t> first_bad_byte(std::string_view text);

}  // namespace aifactory::config
