// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/monitoring/usage.hpp"

#include <optional>
#include <span>

namespace aifactory::monitoring {

/// What Slurm's accounts say that a run was given, all tasks of an array together.
struct AccountUse {
  double job_seconds = 0, gpu_seconds = 0, core_seconds = 0;
  std::optional<double> energy_joules;  ///< empty where Slurm counts none
};

/// Of the rows of one run; empty where no row tells how long it ran. Pure.
std::optional<AccountUse> account_use(std::span<const StepUsage> steps);

}  // namespace aifactory::monitoring
