// SPDX-License-Identifier: Apache-2.0
#include "monitoring/row.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace aifactory::monitoring {

Role role_of(std::string_view name) {
  static constexpr std::array<std::string_view, 5> steps{"step", "_step", "global_step", "iteration", "epoch"};
  static constexpr std::array<std::string_view, 3> times{"time", "timestamp", "_timestamp"};
  if (const auto* found = std::find(steps.begin(), steps.end(), name); found != steps.end()) {
    return {.kind = Role::Kind::step, .rank = static_cast<int>(found - steps.begin())};
  }
  const bool is_time = std::find(times.begin(), times.end(), name) != times.end();
  return {.kind = is_time ? Role::Kind::time : Role::Kind::value};
}

void Row::set_step(int rank, double step) {
  if (rank > rank_ || !std::isfinite(step)) return;
  rank_ = rank;
  step_ = step;
}

void Row::set_time(double time) {
  if (std::isfinite(time)) time_ = time;
}

void Row::add(std::string_view name, double value) {
  if (const auto series = builder_.series(name)) add(*series, value);
}

void Row::finish(double position) {
  const double step = rank_ == no_rank ? position : step_;
  for (const auto& [series, value] : values_)
    builder_.add(series, {.step = step, .time = time_, .value = value});
  clear();
}

void Row::clear() {
  values_.clear();
  time_.reset();
  rank_ = no_rank;
}

}  // namespace aifactory::monitoring
