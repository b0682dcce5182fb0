// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/monitoring/node_use.hpp"
#include "aifactory/monitoring/usage.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aifactory::monitoring {

/// What is known of a run when it is judged; each part may be missing.
struct RunFacts {
  int gpus = 0;  ///< asked for
  std::optional<Seconds> elapsed, time_limit;
  bool ended_well = false;
  bool whole_nodes = false;  ///< no batch system gave out parts: all of the node was the run's to use
  std::vector<StepUsage> slurm = {};
  std::vector<NodeUse> nodes = {};
};

/// How much of what was given was used. Empty where nobody measured it.
struct Efficiency {
  std::optional<double> gpu_percent;                        ///< busy, mean of all GPUs over time
  int gpus_seen = 0, gpus_idle = 0, tasks_seen = 0;         ///< of all tasks of an array together
  std::optional<double> gpu_memory_peak, gpu_memory_total;  ///< bytes, of the fullest GPU
  std::optional<double> cpu_cores_used, cpu_cores;          ///< mean; given to the job, or to one task
  std::optional<double> memory_peak, memory;                ///< bytes, of all nodes together; of the fullest task
  std::optional<double> energy_joules;
  std::string energy_source;         ///< "Slurm (ConsumedEnergy)", "nvidia-smi: GPUs only"
  std::vector<std::string> advice;   ///< each with the numbers behind it
  std::vector<std::string> missing;  ///< what could not be judged, and why
};

/// Pure.
Efficiency judge(const RunFacts& facts);

}  // namespace aifactory::monitoring
