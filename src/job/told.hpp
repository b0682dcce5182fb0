// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/jobs.hpp"
#include "aifactory/job/run.hpp"

#include <map>
#include <string>
#include <vector>

namespace aifactory::job {

/// What the batch system told when it was asked once, for one run after the other.
class Told {
 public:
  explicit Told(std::vector<scheduler::JobStatus> jobs) : jobs_(std::move(jobs)) {}

  /// Brings a run, or a task that is a run, up to date; what is not told changes nothing.
  void fold_into(Run& run);
  /// The tasks of an array, by number.
  const std::map<int, scheduler::JobStatus>& tasks_of(const Run& run);

 private:
  std::vector<scheduler::JobStatus> jobs_;
  std::map<std::string, std::map<int, scheduler::JobStatus>> arrays_;
};

/// Asks for runs that have ids, ended or not, in one query; of tasks the whole array. Errors: those of
/// transport::run(); try_again when the batch system does not answer.
Told ask(const Jobs::Parts& parts, const std::vector<Run>& runs);

}  // namespace aifactory::job
