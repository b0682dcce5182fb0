// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"
#include "aifactory/scheduler/options.hpp"

#include "scheduler/slurm/answer.hpp"

#include <set>

namespace aifactory::scheduler::slurm {

namespace {

std::string_view array_of(std::string_view id) {
  return id.substr(0, id.find('_'));
}

std::set<int> tasks_told(std::string_view array, const std::vector<JobStatus>& told) {
  std::set<int> tasks;
  for (const auto& job : told)
    if (array_of(job.id) == array)
      for (const int task : tasks_in_id(job.id))
        tasks.insert(task);
  return tasks;
}

}  // namespace

std::vector<JobStatus> cancelled_before(std::string_view began, const std::vector<JobStatus>& told) {
  std::vector<JobStatus> cancelled;
  for (const auto& line : split_lines(began)) {
    const auto words = split(line, ' ');
    if (words.size() != 3) continue;
    auto known = tasks_told(words[0], told);
    if (known.empty()) continue;
    for (const auto& task : split(words[2], ','))
      for (const int number : tasks_in_id("_" + task))
        known.insert(number);
    for (const int task : tasks_in_id("_" + words[1]))
      if (!known.contains(task))
        cancelled.push_back({.id = words[0] + "_" + std::to_string(task), .state = State::cancelled});
  }
  return cancelled;
}

}  // namespace aifactory::scheduler::slurm
