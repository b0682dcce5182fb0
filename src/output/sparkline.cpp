// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace aifactory::output {
namespace {

constexpr std::array<std::string_view, 8> blocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

/// The mean of what is finite; nothing when nothing is.
std::optional<double> mean(std::span<const double> values) {
  double sum = 0;
  std::size_t count = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    ++count;
    sum += (value - sum) / static_cast<double>(count);  // a running mean does not overflow
  }
  return count == 0 ? std::nullopt : std::optional(sum);
}

}  // namespace

std::string sparkline(std::span<const double> values, std::size_t columns) {
  const std::size_t width = std::min(columns, values.size());
  std::vector<std::optional<double>> means;
  for (std::size_t i = 0; i < width; ++i) {
    const std::size_t begin = i * values.size() / width, end = (i + 1) * values.size() / width;
    means.push_back(mean(values.subspan(begin, end - begin)));
  }
  double low = INFINITY, high = -INFINITY;
  for (const auto& value : means) {
    low = std::min(low, value.value_or(low));
    high = std::max(high, value.value_or(high));
  }
  std::string out;
  for (const auto& value : means) {
    if (!value) {
      out += " ";
      continue;
    }
    const double middle = low == 0 ? 0 : 0.5;  // of what is always zero there is nothing to see
    const double share = high > low ? (*value / 2 - low / 2) / (high / 2 - low / 2) : middle;
    out += blocks[std::min<std::size_t>(7, static_cast<std::size_t>(share * 8))];
  }
  return out;
}

}  // namespace aifactory::output
