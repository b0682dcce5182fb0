// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aifactory::output {

/// Dots in braille cells, 2 x 4 each; dot (0, 0) is at the top left. A cell belongs to the curve drawn last in it.
class Canvas {
 public:
  Canvas(std::size_t columns, std::size_t rows) : columns_(columns), cells_(columns * rows) {}

  std::size_t dot_columns() const { return columns_ * 2; }
  std::size_t dot_rows() const { return cells_.size() / columns_ * 4; }

  void set(std::size_t x, std::size_t y, std::size_t curve);
  /// All dots of a column between two heights, both included, in any order.
  void vertical(std::size_t x, std::size_t from, std::size_t to, std::size_t curve);

  /// The character of a cell, a blank where no dot is, and whose it is.
  std::string character(std::size_t column, std::size_t row) const;
  std::optional<std::size_t> curve(std::size_t column, std::size_t row) const;

 private:
  struct Cell {
    std::uint8_t dots = 0;
    std::size_t curve = 0;
  };
  std::size_t columns_;
  std::vector<Cell> cells_;
};

}  // namespace aifactory::output
