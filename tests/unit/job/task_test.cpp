// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/task.hpp"

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::job;
using scheduler::JobStatus;
using scheduler::State;

namespace {

Run sweep() {
  Run run;
  run.name = "train-7f3k";
  run.id = "46";
  run.state = State::failed;
  run.exit_code = 3;
  run.tasks = 4;
  run.array = "0-3%2";
  run.sweep = {{.name = "lr", .values = {"0.1", "0.01"}}, {.name = "seed", .values = {"1", "2"}}};
  run.stdout_path = "/work/a%a/train-7f3k/stdout-%a.log";
  run.stderr_path = run.stdout_path;
  return run;
}

ErrorKind kind_of(const Run& run, int task) try {
  task_of(run, task);
  return ErrorKind::bug;
} catch (const Error& error) {
  return error.kind();
}

}  // namespace

TEST_CASE("names of tasks are cut from those of runs") {
  const struct {
    std::string_view name, run, tasks;
  } rows[] = {{"train-7f3k", "train-7f3k", ""},      {"train-7f3k_3", "train-7f3k", "3"},
              {"my_job-7f3k", "my_job-7f3k", ""},    {"my_job-7f3k_[0-4,7]", "my_job-7f3k", "0-4,7"},
              {"train-7f3k_[", "train-7f3k_[", ""},  {"train-7f3k_", "train-7f3k_", ""},
              {"train-7f3k_x", "train-7f3k_x", ""},  {"_3", "_3", ""},
              {"train-7f3k_[]", "train-7f3k_[]", ""}};
  for (const auto& row : rows) {
    INFO(row.name);
    CHECK(split_task_name(row.name).run == row.run);
    CHECK(split_task_name(row.name).tasks == row.tasks);
  }
}

TEST_CASE("a run knows the numbers of its tasks") {
  Run run;
  CHECK(task_numbers(run).empty());
  run.array = "3-9:2%1";
  CHECK(task_numbers(run) == std::vector{3, 5, 7, 9});
  run.array.clear();
  run.tasks = 3;
  CHECK(task_numbers(run) == std::vector{0, 1, 2});
}

TEST_CASE("a task is a run with its own id, logs and parameters, and a state to be asked for") {
  const auto task = task_of(sweep(), 2);
  CHECK(task.name == "train-7f3k_2");
  CHECK(task.id == "46_2");
  CHECK(task.task == 2);
  CHECK(task.tasks == 1);
  CHECK(task.stdout_path == "/work/a%a/train-7f3k/stdout-2.log");
  CHECK(task.state == State::unknown);
  CHECK(task.exit_code == 0);
  REQUIRE(task.sweep.size() == 2);
  CHECK(task.sweep[0].values == std::vector<std::string>{"0.01"});
  CHECK(task.sweep[1].values == std::vector<std::string>{"1"});
  CHECK(task_numbers(task).empty());
}

TEST_CASE("there is no task of a run that has none, or has no id") {
  auto run = sweep();
  CHECK(kind_of(run, 4) == ErrorKind::no_input);
  run.id.clear();
  CHECK(kind_of(run, 1) == ErrorKind::try_again);
  Run single;
  single.id = "46";
  CHECK(kind_of(single, 0) == ErrorKind::no_input);
}

TEST_CASE("tasks that are told together are told apart") {
  const std::vector<JobStatus> jobs{{.id = "46_0", .state = State::completed},
                                    {.id = "46_1", .state = State::failed, .exit_code = 3},
                                    {.id = "46_[2-5,9%2]", .state = State::pending, .reason = "Priority"},
                                    {.id = "46_[2-", .state = State::pending},
                                    {.id = "46_[0-999999999]", .state = State::failed},
                                    {.id = "46", .state = State::failed},
                                    {.id = "461_7", .state = State::failed},
                                    {.id = "46_8", .state = State::unknown}};
  const auto tasks = task_statuses("46", jobs);
  REQUIRE(tasks.size() == 7);
  CHECK(tasks.at(1).exit_code == 3);
  CHECK(tasks.at(9).reason == "Priority");
  CHECK(tasks.at(0).state == State::completed);
  CHECK_FALSE(tasks.contains(7));
}
