// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "output/axis.hpp"
#include "output/canvas.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aifactory::output {

/// What one look at a curve tells.
struct Extent {
  std::optional<Range> x, y;           ///< of what can be drawn; y in the units it is drawn in
  std::optional<double> last, lowest;  ///< of all finite values, as they are
  bool left_out = false;               ///< some have no place on a logarithmic scale
};
inline constexpr std::string_view left_out_note = "  not all above 0";
Extent extent_of(const Curve& curve, Scale scale);

struct Window {
  Range x, y;
  Scale scale = Scale::linear;
};
/// Draws the curve: per column of dots from its minimum to its maximum, joined to its neighbours where no gap is.
void trace(Canvas& canvas, const Curve& curve, const Window& window, std::size_t number);

}  // namespace aifactory::output
