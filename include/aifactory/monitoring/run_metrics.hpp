// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/monitoring/metrics.hpp"

#include <string>
#include <vector>

namespace aifactory::monitoring {

/// What a run wrote of itself, and what the sampler measured beside it.
struct RunMetrics {
  Metrics training;  ///< sources are relative to the work folder
  Metrics nodes;     ///< sources are names of nodes: "as01r1b01", "as01r1b01.task3"
};

/// Both, in the two commands of one Collector; each update reads only what is new. Borrows the host.
class RunCollector {
 public:
  /// Errors: bad_input for a pattern that leads out of the work folder.
  RunCollector(transport::Host& host, const std::string& run_folder, const std::vector<std::string>& patterns);

  /// Errors: those of Collector::update().
  RunMetrics update();
  /// The last update, without a copy of the points.
  RunMetrics finish() &&;

 private:
  Collector collector_;
};

}  // namespace aifactory::monitoring
