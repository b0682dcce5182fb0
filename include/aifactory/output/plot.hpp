// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aifactory::output {

struct Curve {
  std::string name;
  std::vector<double> x;  ///< as long as y
  std::vector<double> y;  ///< NaN and infinities leave gaps
};

/// A curve of at most some 4 x `buckets` points that looks the same at that many columns: of each column the first and
/// last point, the lowest and highest, and gaps. `at` gives point number i as (x, y).
Curve thinned(std::string name, std::size_t count, const std::function<std::pair<double, double>(std::size_t)>& at,
              std::size_t buckets = 2048);

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
