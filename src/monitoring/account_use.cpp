// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/account_use.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace aifactory::monitoring {
namespace {

/// What the rows of one job, or task of an array, say.
struct JobRows {
  std::optional<double> elapsed;
  double gpus = 0, core_seconds = 0, energy = 0;

  void add(const StepUsage& step) {
    const bool is_job = step.step.find('.') == std::string::npos;
    for (const auto& [name, value] : step.values) {
      if (name == "energy_joules") energy = std::max(energy, value);
      if (!is_job) continue;
      if (name == "elapsed_seconds") elapsed = value;
      if (name == "allocated_gpus") gpus = value;
      if (name == "allocated_cpu_seconds") core_seconds = value;
    }
  }
};

}  // namespace

std::optional<AccountUse> account_use(std::span<const StepUsage> steps) {
  std::map<std::string_view, JobRows> jobs;
  for (const StepUsage& step : steps)
    jobs[std::string_view(step.step).substr(0, step.step.find('.'))].add(step);
  std::optional<AccountUse> use;
  for (const auto& [id, job] : jobs) {
    if (!job.elapsed) continue;
    if (!use) use.emplace();
    use->job_seconds += *job.elapsed;
    use->gpu_seconds += *job.elapsed * job.gpus;
    use->core_seconds += job.core_seconds;
    if (job.energy > 0) use->energy_joules = use->energy_joules.value_or(0) + job.energy;
  }
  return use;
}

}  // namespace aifactory::monitoring
