// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::output {

struct Curve {
  std::string name;
  std::vector<double> x;  ///< as long as y
  std::vector<double> y;  ///< NaN and infinities leave gaps
};

enum class Scale { linear, logarithmic };
struct PlotOptions {
  std::size_t columns = 80;
  std::size_t rows = 16;
  Scale y_scale = Scale::linear;
  bool color = false;
  std::string x_title = "step";
};

/// A braille plot (2 x 4 dots a cell) with axis labels; at most `columns` wide, `rows` high in all. Curves are told
/// apart by colour and by a legend with last values. More points than dots are reduced keeping minima and maxima.
std::string plot(std::span<const Curve> curves, const PlotOptions& options);

/// One line of ▁▂▃▄▅▆▇█, at most `columns` long.
std::string sparkline(std::span<const double> values, std::size_t columns);

}  // namespace aifactory::output
