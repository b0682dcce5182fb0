// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/plot.hpp"

#include "cli/run_numbers.hpp"

#include <span>
#include <string>
#include <vector>

namespace aifactory::cli {

enum class Axis { step, time };

/// One curve of one run.
struct ChosenSeries {
  const job::Run* run;
  const monitoring::Series* series;
  bool of_node;  ///< the sampler's
};

/// The curves whose names fit a pattern ("loss", "train/*", "gpu*"); without patterns all. Errors: no_input for a
/// pattern that no curve fits, naming those there are. Borrows.
std::vector<ChosenSeries> choose_series(std::span<const RunNumbers> runs, const std::vector<std::string>& patterns);

struct CurveOptions {
  Axis x = Axis::step;
  double smoothing = 0;  ///< weight of what came before, 0 to below 1
};
/// Curves to draw over one another, named by run, and by source where one run has several; and what x counts.
struct Drawing {
  std::string title;  ///< with the unit of y, where the name told one in bytes
  std::vector<output::Curve> curves;
  std::string x_title;
};
Drawing make_drawing(std::span<const ChosenSeries> of_one_name, const CurveOptions& options);

/// The chosen ones in groups of one name.
std::vector<std::vector<ChosenSeries>> by_name(const std::vector<ChosenSeries>& chosen);

/// Values smoothed as TensorBoard does: exponentially, without the bias of the first ones; NaN stays where it is. Pure.
std::vector<double> smoothed(const std::vector<monitoring::Point>& points, double weight);

}  // namespace aifactory::cli
