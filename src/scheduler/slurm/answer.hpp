// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/scheduler/scheduler.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::scheduler::slurm {

/// What one command printed, and its exit status.
struct Section {
  std::string text;
  int status = 0;
};

/// The answer of query_text() cut into its sections by name. Incomplete ones are left out.
std::map<std::string, Section, std::less<>> sections_of(std::string_view out);

using Statuses = std::map<JobId, JobStatus>;

Statuses read_squeue(std::string_view text);

/// A job as sacct has it: its latest run; earlier ones (requeued) are counted in `restarts`. QoS and GPUs are told of
/// jobs that may have ended only.
enum class Names { told, left_out };
Statuses read_sacct(std::string_view text, Names names);

Statuses read_scontrol(std::string_view text);

/// What ended jobs wrote of themselves (record_start()), each line with the job's id before it.
Statuses read_records(std::string_view text);

/// One truth from several sources: the controller knows what is going on, the record how it ended, and of a job that
/// both have forgotten, or never recorded, the job itself.
struct Sources {
  Statuses live;                ///< squeue
  Statuses recorded;            ///< sacct
  Statuses details;             ///< scontrol
  Statuses own = {};            ///< read_records()
  std::string_view began = {};  ///< lines "46 0-9%2 0,1,": an array that was asked for, and its tasks that began
  bool controller_answered = false;
};
std::vector<JobStatus> merge(const Sources& sources);

/// Slurm keeps nothing of a task that was cancelled before it began: of an array that it knows, what neither it nor the
/// task itself tells of, was cancelled so.
std::vector<JobStatus> cancelled_before(std::string_view began, const std::vector<JobStatus>& told);

}  // namespace aifactory::scheduler::slurm
