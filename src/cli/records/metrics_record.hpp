// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/records.hpp"

#include "cli/metrics_choice.hpp"

#include <span>
#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// Fields of one curve.
const output::Shape& metrics_shape();

/// Curves as results for programs: a list with "usage" and "missing" as JSON, a point a line as JSON Lines, CSV and
/// in a pipe a row a curve.
void print_metrics(AppContext& context, std::span<const RunNumbers> runs, const std::vector<ChosenSeries>& chosen);

/// Points `from` on of one curve, a line each: JSON Lines, CSV without a head, else between tabs.
std::string point_lines(const ChosenSeries& chosen, std::size_t from, output::Format format);

/// The latest numbers as OpenMetrics text.
std::string open_metrics_text(std::span<const RunNumbers> runs);

}  // namespace aifactory::cli
