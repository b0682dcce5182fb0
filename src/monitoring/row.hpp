// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monitoring/series_builder.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace aifactory::monitoring {

/// What a named number of a row is: where the row stands on the x axis, when it was written, or a curve's value.
/// Several steps may stand in one row; the one with the lowest rank wins, and none of them is a curve.
struct Role {
  enum class Kind { value, step, time } kind = Kind::value;
  int rank = 0;
};
Role role_of(std::string_view name);

/// One line of a metrics file on its way into the curves; used again for every line.
class Row {
 public:
  explicit Row(SeriesBuilder& builder) : builder_(builder) {}

  void set_step(int rank, double step);
  void set_time(double time);
  void add(std::size_t series, double value) { values_.emplace_back(series, value); }
  void add(std::string_view name, double value);
  /// Adds the row to the curves, at x = `position` where it names no step, and empties it.
  void finish(double position);
  void clear();

 private:
  static constexpr int no_rank = std::numeric_limits<int>::max();

  SeriesBuilder& builder_;
  std::vector<std::pair<std::size_t, double>> values_;
  std::optional<double> time_;
  double step_ = 0;
  int rank_ = no_rank;
};

}  // namespace aifactory::monitoring
