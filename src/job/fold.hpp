// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include <span>

namespace aifactory::job {

/// Brings a run up to date with what the batch system told of its job, or of the tasks of its array. Other jobs are
/// passed over; where nothing is told, nothing changes. An array has ended when each of its tasks has.
void fold(Run& run, std::span<const scheduler::JobStatus> jobs);

/// The same for the one job of a run, or for a task (task.hpp) that is a run.
void fold_one(Run& run, const scheduler::JobStatus& job);

}  // namespace aifactory::job
