// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/monitoring/efficiency.hpp"

namespace aifactory::monitoring {

/// Below this a GPU counts as idle.
inline constexpr double idle_percent = 5;

/// Puts into `result` what its numbers say to do, and what is not known. Pure.
void advise(const RunFacts& facts, Efficiency& result);

}  // namespace aifactory::monitoring
