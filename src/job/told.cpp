// SPDX-License-Identifier: Apache-2.0
#include "job/told.hpp"

#include "aifactory/job/task.hpp"

#include "job/fold.hpp"

#include <string>
#include <utility>

namespace aifactory::job {

namespace {

// Tasks of one array are one question.
std::vector<scheduler::Scheduler::Asked> asked_of(const std::vector<Run>& runs) {
  std::vector<scheduler::Scheduler::Asked> asked;
  std::map<std::string, std::size_t> known;
  for (const auto& run : runs) {
    const std::string id(run.task ? array_id(run.id) : run.id);
    const auto numbers = run.task ? std::to_string(*run.task) : run.array.substr(0, run.array.find('%'));
    const auto [at, is_new] = known.try_emplace(id, asked.size());
    if (is_new)
      asked.push_back({.id = id, .run_folder = run.folder, .array = numbers});
    else
      asked[at->second].array += "," + numbers;
  }
  return asked;
}

}  // namespace

void Told::fold_into(Run& run) {
  if (!run.task) return fold(run, jobs_);
  const auto& tasks = tasks_of(run);
  if (const auto own = tasks.find(*run.task); own != tasks.end()) fold_one(run, own->second);
}

const std::map<int, scheduler::JobStatus>& Told::tasks_of(const Run& run) {
  const auto [at, is_new] = arrays_.try_emplace(std::string(array_id(run.id)));
  if (is_new) at->second = task_statuses(run.id, jobs_);
  return at->second;
}

Told ask(const Jobs::Parts& parts, const std::vector<Run>& runs) {
  const auto asked = asked_of(runs);
  parts.before_call();
  const auto output =
      transport::run(parts.host, {.script = parts.scheduler.query_command(asked), .repeat = transport::Repeat::safe});
  auto answer = parts.scheduler.read_status(output.out, output.err, output.ending.shell_status());
  if (!answer.caveat.empty()) parts.caveat(answer.caveat);
  return Told(std::move(answer.jobs));
}

}  // namespace aifactory::job
