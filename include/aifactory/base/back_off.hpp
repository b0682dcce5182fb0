// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include <functional>

namespace aifactory {

/// Pause before the next try after `failures` (from 1) in a row: 1 s, 2 s, 4 s … 30 s, each up to a quarter longer or
/// shorter by `random` (0 … 1), so that many clients of a site that comes back do not come back together. Pure.
Milliseconds back_off(int failures, double random);

/// Waiting and chance, from outside.
struct Pacing {
  std::function<void(Milliseconds)> sleep;
  std::function<double()> random;
};

/// The real ones: wakes with Error(interrupted) at a signal.
Pacing real_pacing();

}  // namespace aifactory
