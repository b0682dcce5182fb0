// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace aifactory::output {

/// One number with its labels, in the order they are written.
struct Sample {
  std::string family;  ///< name of the metric, with its unit: "aifactory_gpu_power_watts"
  std::vector<std::pair<std::string, std::string>> labels;
  double value = 0;
};

/// OpenMetrics 1.0 text: families together in the order of their names, all gauges, `help` where a family has some,
/// "# EOF" at the end. Label values are escaped. Without moments, as a Pushgateway demands.
std::string open_metrics(const std::vector<Sample>& samples, const std::map<std::string, std::string>& help);

}  // namespace aifactory::output
