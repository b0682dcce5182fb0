// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Tasks of an array. Each can be looked at, waited for and cancelled like a run of its own.
namespace aifactory::job {

/// Numbers of the tasks as the run was submitted, in order; empty for a run that is no array.
std::vector<int> task_numbers(const Run& run);

/// One task as a run: "train-7f3k_3", with job id "46_3", its own parameters and logs, and a state that has yet to be
/// asked for. It is not in the ledger. Errors: no_input when the run has no such task; try_again while the run has no
/// job id.
Run task_of(const Run& run, int number);

/// "train-7f3k_[0-4,7]" cut in two: "train-7f3k" and "0-4,7"; the second is empty where no tasks are named.
struct TaskName {
  std::string_view run;
  std::string_view tasks;
};
TaskName split_task_name(std::string_view name);

/// What the batch system told of each task of array `id`, by number; "46_[2-5%2]" counts as four.
std::map<int, scheduler::JobStatus> task_statuses(std::string_view id, std::span<const scheduler::JobStatus> jobs);

/// "46" of "46_3".
std::string_view array_id(std::string_view id);

}  // namespace aifactory::job
