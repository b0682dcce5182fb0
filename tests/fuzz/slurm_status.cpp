// SPDX-License-Identifier: Apache-2.0
// What squeue, sacct, scontrol and the jobs themselves, or somebody in their place, answer about jobs: it is read or
// refused with an Error, and no job is told without an id, twice, or with impossible numbers.
#include "aifactory/base/error.hpp"
#include "aifactory/scheduler/explain.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>

namespace {

using namespace aifactory::scheduler;

bool possible(const JobStatus& job) {
  return !job.id.empty() && job.state != State::unknown && job.state != State::preempted && job.exit_code >= 0 &&
         job.signal >= 0 && job.gpus >= 0 && job.cpus >= 0 && job.restarts >= 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    std::set<JobId> ids;
    for (const auto& job : make_slurm()->read_status({reinterpret_cast<const char*>(data), size}, "", 0).jobs) {
      if (!ids.insert(job.id).second || !possible(job)) std::abort();
      explain(job);
    }
  } catch (const aifactory::Error&) {
    return 0;
  }
  return 0;
}
