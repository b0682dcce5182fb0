// SPDX-License-Identifier: Apache-2.0
#include "output/canvas.hpp"

#include <algorithm>
#include <array>

namespace aifactory::output {
namespace {

// The order in which Unicode numbers the dots of U+2800 on: by row, then column.
constexpr std::array<std::array<std::uint8_t, 2>, 4> dot_bits = {
    {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}};

}  // namespace

void Canvas::set(std::size_t x, std::size_t y, std::size_t curve) {
  Cell& cell = cells_[y / 4 * columns_ + x / 2];
  if (cell.curve != curve) cell = {.dots = 0, .curve = curve};
  cell.dots = static_cast<std::uint8_t>(cell.dots | dot_bits[y % 4][x % 2]);
}

void Canvas::vertical(std::size_t x, std::size_t from, std::size_t to, std::size_t curve) {
  for (std::size_t y = std::min(from, to); y <= std::max(from, to); ++y)
    set(x, y, curve);
}

std::string Canvas::character(std::size_t column, std::size_t row) const {
  const unsigned dots = cells_[row * columns_ + column].dots;
  if (dots == 0) return " ";
  // U+2800 + dots in UTF-8.
  return {'\xe2', static_cast<char>(0xa0u | (dots >> 6)), static_cast<char>(0x80u | (dots & 0x3fu))};
}

std::optional<std::size_t> Canvas::curve(std::size_t column, std::size_t row) const {
  const Cell& cell = cells_[row * columns_ + column];
  return cell.dots == 0 ? std::nullopt : std::optional(cell.curve);
}

}  // namespace aifactory::output
