// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/monitoring/metrics.hpp"
#include "aifactory/transport/host.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace aifactory::monitoring {

/// What all looks of the sampler at one thing on one node came to.
struct NodeUse {
  static constexpr double low = 10, high = 70;  ///< percent

  std::string node;         ///< "as01r1b01", "as01r1b01.task3"
  std::string name;         ///< "gpu0_busy_percent"
  std::uint64_t count = 0;  ///< of finite looks, at least one
  double sum = 0, greatest = 0;
  std::uint64_t under_low = 0, over_high = 0;
  double area = 0;  ///< under the curve, over seconds: of watts joules

  double mean() const { return sum / static_cast<double>(count); }
};

/// Of series that were read anyway. Pure.
std::vector<NodeUse> node_use_of(const Metrics& nodes);

/// Of each run folder, counted on the site: what comes back is short, however long the runs were. Only what is judged
/// is counted (GPUs, and what belongs to the job); a folder without samples has none. Errors: those of transport::run;
/// protocol.
std::vector<std::vector<NodeUse>> read_node_use(transport::Host& host, std::span<const std::string> folders);

/// Joules of all GPUs; empty where none says its power. Pure.
std::optional<double> gpu_energy(std::span<const NodeUse> use);

}  // namespace aifactory::monitoring
