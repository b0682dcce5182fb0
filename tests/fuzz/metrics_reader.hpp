// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitoring/reader.hpp"

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace aifactory::fuzz {

inline bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || a == b || (a != a && b != b);
}

inline bool same(const monitoring::Metrics& a, const monitoring::Metrics& b) {
  if (a.series.size() != b.series.size() || a.complaints.size() != b.complaints.size()) return false;
  for (std::size_t i = 0; i < a.series.size(); ++i) {
    const auto &left = a.series[i], &right = b.series[i];
    if (left.name != right.name || left.points.size() != right.points.size()) return false;
    for (std::size_t k = 0; k < left.points.size(); ++k)
      if (!same(left.points[k].value, right.points[k].value) || !same(left.points[k].step, right.points[k].step))
        return false;
  }
  return true;
}

/// Whatever the bytes are, they are read to the end without harm, and wherever the file was cut on its way, the numbers
/// are the same.
inline int read_in_pieces(monitoring::Format format, const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto whole = monitoring::make_reader(format, "whole"), pieces = monitoring::make_reader(format, "pieces");
  whole->feed(text);
  const std::size_t cut = size == 0 ? 0 : data[0] % (size + 1);
  pieces->feed(text.substr(0, cut));
  pieces->feed(text.substr(cut, 1));
  if (cut < size) pieces->feed(text.substr(cut + 1));
  whole->settle();
  pieces->settle();
  if (!same(whole->metrics(), pieces->take())) std::abort();
  return 0;
}

}  // namespace aifactory::fuzz
