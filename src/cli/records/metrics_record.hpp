// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/monitoring/metrics.hpp"
#include "aifactory/output/records.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// Fields of one curve.
const output::Shape& metrics_shape();

struct MetricsView {
  std::vector<std::string> names;  ///< empty: all
  bool log_scale = false;
  bool plot = false;  ///< draw also in a pipe
};

/// Curves on a terminal; a table of last, least and greatest values in a pipe; {"run", "items", "complaints"} as JSON;
/// a point a line as JSON Lines. Errors: no_input for a name that no curve has.
void print_metrics(AppContext& context, const std::string& run, const monitoring::Metrics& metrics,
                   const MetricsView& view);

}  // namespace aifactory::cli
