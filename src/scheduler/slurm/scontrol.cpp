// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"

#include "scheduler/slurm/answer.hpp"
#include "scheduler/slurm/fields.hpp"
#include "scheduler/states.hpp"

namespace aifactory::scheduler::slurm {

namespace {

// The first " Key=value" of a line of `scontrol -o`; the keys read here stand before anything that a user may write,
// but for the job's name.
std::string_view value_of(std::string_view line, std::string_view key) {
  for (auto at = line.find(key); at != line.npos; at = line.find(key, at + 1)) {
    const auto end = at + key.size();
    if ((at != 0 && line[at - 1] != ' ') || end >= line.size() || line[end] != '=') continue;
    const auto rest = line.substr(end + 1);
    return rest.substr(0, rest.find(' '));
  }
  return {};
}

JobId id_in(std::string_view line) {
  const auto array = value_of(line, "ArrayJobId");
  const auto task = value_of(line, "ArrayTaskId");
  if (array.empty() || task.empty()) return JobId(value_of(line, "JobId"));
  const bool one = task.find_first_not_of("0123456789") == task.npos;
  return std::string(array) + (one ? "_" + std::string(task) : "_[" + std::string(task) + "]");
}

}  // namespace

Statuses read_scontrol(std::string_view text) {
  Statuses jobs;
  for (const auto& line : split_lines(text)) {
    if (!line.starts_with("JobId=")) continue;
    JobStatus job;
    job.id = id_in(line);
    job.state = state_from(value_of(line, "JobState"));
    job.reason = value_of(line, "Reason");
    job.restarts = number(value_of(line, "Restarts"));
    read_exit_code(value_of(line, "ExitCode"), job);
    jobs.insert_or_assign(job.id, std::move(job));
  }
  return jobs;
}

}  // namespace aifactory::scheduler::slurm
