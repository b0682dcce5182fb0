// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/plot.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace aifactory::output {

/// The range that a plot shows, in the units it is drawn in (logarithms on a logarithmic scale).
struct Range {
  double low = 0, high = 0;
  /// Where a value lies: 0 at the low end, 1 at the high one.
  double share(double value) const { return (value - low) / (high - low); }
};

/// Of values; never empty: around a single one there is room above and below, around zero above only.
Range widened(Range range, Scale scale);

/// Of steps or times, likewise: a step to each side, none below zero.
Range widened_across(Range range);

struct Tick {
  double share;  ///< of the range
  std::string label;
};

/// About `count` round numbers within the range, lowest first; labels are at most eight columns wide.
std::vector<Tick> ticks(Range range, Scale scale, std::size_t count);

/// A number in at most eight columns: "0.123", "12500", "1.2e-07".
std::string number_label(double value);

}  // namespace aifactory::output
