// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/task.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/sweep.hpp"
#include "aifactory/scheduler/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace aifactory::job {

namespace {

// Beyond any MaxArraySize that is in use.
constexpr int most_tasks = 1'000'000;

std::string path_of_task(std::string path, int number) {
  const auto at = path.rfind("%a");
  return at == path.npos ? path : path.replace(at, 2, std::to_string(number));
}

std::string numbers_in_words(const std::vector<int>& numbers) {
  if (numbers.empty()) return "it is no array";
  return fmt::format("it has {} task{}, from {} to {}", numbers.size(), numbers.size() == 1 ? "" : "s", numbers.front(),
                     numbers.back());
}

}  // namespace

std::string_view array_id(std::string_view id) {
  return id.substr(0, id.find_first_of("_+"));
}

std::vector<int> task_numbers(const Run& run) {
  if (!run.array.empty()) return scheduler::array_tasks(run.array, most_tasks);
  std::vector<int> numbers;
  for (int task = 0; run.tasks > 1 && task < run.tasks; ++task)
    numbers.push_back(task);
  return numbers;
}

Run task_of(const Run& run, int number) {
  const auto numbers = task_numbers(run);
  if (!std::ranges::binary_search(numbers, number))
    throw Error{{.kind = ErrorKind::no_input,
                 .what = fmt::format("run {} has no task {}", run.name, number),
                 .why = numbers_in_words(numbers),
                 .hint = "aifactory job show " + run.name + " lists its tasks"}};
  if (run.id.empty())
    throw Error{{.kind = ErrorKind::try_again,
                 .what = fmt::format("run {} has no job id yet", run.name),
                 .hint = "aifactory job show " + run.name + " finds out what became of it"}};
  auto task = run;
  task.task = number;
  task.name = fmt::format("{}_{}", run.name, number);
  task.id = fmt::format("{}_{}", array_id(run.id), number);
  task.tasks = 1;
  task.array.clear();
  task.sweep.clear();
  for (const auto& [name, value] : combination(run.sweep, number))
    task.sweep.push_back({.name = name, .values = {value}});
  task.stdout_path = path_of_task(run.stdout_path, number);
  task.stderr_path = path_of_task(run.stderr_path, number);
  task.state = scheduler::State::unknown;
  task.reason.clear();
  task.exit_code = task.signal = task.restarts = 0;
  task.started = task.ended = std::nullopt;
  task.elapsed = std::nullopt;
  task.nodes.clear();
  task.step_out_of_memory = false;
  return task;
}

TaskName split_task_name(std::string_view name) {
  const auto bar = name.rfind('_');
  if (bar == name.npos || bar == 0) return {name, {}};
  auto tasks = name.substr(bar + 1);
  if (tasks.starts_with('[') && tasks.ends_with(']')) tasks = tasks.substr(1, tasks.size() - 2);
  const auto fits = [](unsigned char c) { return std::isdigit(c) || c == ',' || c == '-'; };
  if (tasks.empty() || !std::ranges::all_of(tasks, fits)) return {name, {}};
  return {name.substr(0, bar), tasks};
}

std::map<int, scheduler::JobStatus> task_statuses(std::string_view id, std::span<const scheduler::JobStatus> jobs) {
  std::map<int, scheduler::JobStatus> tasks;
  for (const auto& job : jobs) {
    if (array_id(job.id) != array_id(id) || job.state == scheduler::State::unknown) continue;
    for (const int number : scheduler::tasks_in_id(job.id))
      tasks.insert_or_assign(number, job);
  }
  return tasks;
}

}  // namespace aifactory::job
