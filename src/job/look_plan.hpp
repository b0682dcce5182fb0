// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/allowance.hpp"
#include "aifactory/base/quantity.hpp"

#include <chrono>

namespace aifactory::job {

/// When the batch system is asked next for runs that are waited for. Pure: moments are those of any one clock that goes
/// on. Whatever happens there are fewer than fifty looks in the first hour, and fewer in those after it: squeue makes
/// two requests a look.
class LookPlan {
 public:
  using Moment = std::chrono::milliseconds;

  explicit LookPlan(Seconds site_minimum) : site_minimum_(site_minimum) {}

  /// After a look at runs that are `age` old; `news`: a state has changed.
  void looked(Moment now, Seconds age, bool news);
  /// A run's own record has grown: it may have ended, and the batch system may be a little late to know.
  void noticed(Moment now);
  Moment next() const { return next_; }

 private:
  Seconds site_minimum_;
  Allowance turns_{{.at_once = 11, .refill = std::chrono::seconds(100)}};
  Moment turn_{}, next_{};  ///< not before; planned
  int looks_ = 0;
  int eager_ = 0;
};

}  // namespace aifactory::job
