// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/monitoring/metrics.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::monitoring {

/// The looks at one thing on one node.
struct Samples {
  std::vector<double> values;  ///< finite, at least one
  double mean() const;
  double greatest() const;
  /// Which part of the looks, 0 to 1, was below or above a value.
  double share_below(double limit) const;
  double share_above(double limit) const;
};

/// By "NODE NAME", of all series whose name ends so.
std::map<std::string, Samples> samples_of(const Metrics& nodes, std::string_view ending);

/// Of one name, over all nodes: the sum of the nodes' means or peaks; empty when no node has it.
std::optional<double> sum_of_means(const Metrics& nodes, std::string_view name);
std::optional<double> sum_of_peaks(const Metrics& nodes, std::string_view name);

}  // namespace aifactory::monitoring
