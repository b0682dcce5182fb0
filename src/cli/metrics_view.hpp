// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/terminal.hpp"

#include "cli/metrics_choice.hpp"

#include <span>
#include <string>
#include <vector>

namespace aifactory::cli {

struct ViewOptions {
  CurveOptions curves;
  output::Scale scale = output::Scale::linear;
  bool all_as_plots = false;    ///< also what the sampler measured; else a line each
  std::size_t rows_in_all = 0;  ///< that a redrawn view may take; 0: as many as it needs
};

/// Plots of the curves, one a name with all runs over one another, and a line with a sparkline for each thing that the
/// sampler measured; then what Slurm says, and what is not known.
std::string draw_metrics(const output::Stream& stream, std::span<const RunNumbers> runs,
                         const std::vector<ChosenSeries>& chosen, const ViewOptions& options);

inline constexpr std::size_t widest_view = 120;  ///< columns

/// What the sampler measured: a line with a sparkline for each thing on each node, or, of many nodes, for each thing.
std::string node_lines(const output::Stream& stream, const std::vector<ChosenSeries>& chosen);

/// The same curves as one SVG document.
std::string draw_svg(const std::vector<ChosenSeries>& chosen, const ViewOptions& options);

/// What never changes on a node is no curve: one value says it all.
bool is_constant(const monitoring::Series& series);

/// A value with the unit that its name ends in: "gpu0_memory_bytes" in GiB.
std::string with_unit(std::string_view name, double value);

}  // namespace aifactory::cli
