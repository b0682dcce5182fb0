// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include <chrono>

namespace aifactory::cli {

/// When the batch system is asked about a run that is watched. A hint at the end is followed at once and for half a
/// minute more, as a job that has just ended is not at once ended for the batch system; each hint in vain makes the
/// next one wait longer, since every task of an array gives one. Pure: the clock comes from outside.
class LookSchedule {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  void hint() { hinted_ = true; }
  bool is_due(Moment now);
  /// Just asked; `usual` is the pause without hints.
  void asked(Moment now, Milliseconds usual);

 private:
  bool hinted_ = false;
  Seconds eager_pause_{0};  ///< zero: no hint is being followed
  Seconds hint_pause_{2};
  Moment next_{}, next_hint_{};
};

}  // namespace aifactory::cli
