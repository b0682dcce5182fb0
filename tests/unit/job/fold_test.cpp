// SPDX-License-Identifier: Apache-2.0
#include "job/fold.hpp"

#include "aifactory/job/jobs.hpp"

#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::job;
using scheduler::JobStatus;
using scheduler::State;

namespace {

Run run_of(int tasks = 1) {
  Run run;
  run.name = "train-7f3k";
  run.id = "46";
  run.state = State::pending;
  run.tasks = tasks;
  return run;
}

Run folded(Run run, const std::vector<JobStatus>& jobs) {
  fold(run, jobs);
  return run;
}

Time at(int second) {
  return Time(Seconds{1'800'000'000 + second});
}

}  // namespace

TEST_CASE("a run follows its own job") {
  const auto run = folded(run_of(), {{.id = "45", .state = State::failed},
                                     {.id = "46",
                                      .state = State::failed,
                                      .reason = "NonZeroExitCode",
                                      .exit_code = 3,
                                      .started = at(1),
                                      .ended = at(9),
                                      .elapsed = Seconds{8},
                                      .qos = "acc",
                                      .nodes = "as01",
                                      .restarts = 1,
                                      .gpus = 4},
                                     {.id = "461", .state = State::completed}});
  CHECK(run.state == State::failed);
  CHECK(run.exit_code == 3);
  CHECK(run.nodes == "as01");
  CHECK(run.gpus == 4);
  CHECK(run.restarts == 1);
  CHECK(run.ended == at(9));
}

TEST_CASE("nothing told, nothing changed") {
  auto before = run_of();
  before.state = State::running;
  before.nodes = "as01";
  CHECK(folded(before, {}).state == State::running);
  CHECK(folded(before, {{.id = "47", .state = State::failed}}).state == State::running);
  CHECK(folded(before, {{.id = "46", .state = State::unknown}}).state == State::running);
  CHECK(folded(before, {{.id = "46", .state = State::completing}}).nodes == "as01");
  before.id.clear();
  CHECK(folded(before, {{.id = "", .state = State::failed}}).state == State::running);
}

TEST_CASE("a requeued job has not ended") {
  auto run = folded(run_of(), {{.id = "46", .state = State::running, .started = at(1)}});
  run = folded(run, {{.id = "46", .state = State::pending, .reason = "BeginTime", .restarts = 1}});
  CHECK(run.state == State::pending);
  CHECK_FALSE(run.started);
  CHECK(run.restarts == 1);
}

TEST_CASE("an array ends when each task has") {
  struct Row {
    std::vector<JobStatus> jobs;
    State state;
  };
  const JobStatus done0{.id = "46_0", .state = State::completed, .started = at(1), .ended = at(5)};
  const JobStatus done1{.id = "46_1", .state = State::completed, .started = at(2), .ended = at(9)};
  const JobStatus bad1{.id = "46_1", .state = State::failed, .exit_code = 3};
  const JobStatus gone1{.id = "46_1", .state = State::cancelled};
  const JobStatus waiting{.id = "46_[2-3%2]", .state = State::pending, .reason = "JobArrayTaskLimit"};
  const JobStatus runs2{.id = "46_2", .state = State::running};
  const JobStatus cancelled{.id = "46_[2-3%2]", .state = State::cancelled, .reason = "by 1001"};
  const Row rows[] = {{{{.id = "46_[0-3%2]", .state = State::pending}}, State::pending},
                      {{done0, done1, waiting}, State::running},
                      {{done0, done1}, State::running},  // the others are not told of yet
                      {{done0, done1, runs2}, State::running},
                      {{done0, done1, cancelled}, State::cancelled},
                      {{done0, bad1, cancelled}, State::failed},
                      {{done0, gone1, {.id = "46_[2-3]", .state = State::completed}}, State::cancelled}};
  for (const auto& row : rows)
    CHECK(folded(run_of(4), row.jobs).state == row.state);
  const auto two = folded(run_of(2), {done1, done0});
  CHECK(two.state == State::completed);
  CHECK(two.started == at(1));
  CHECK(two.ended == at(9));
  CHECK(two.elapsed == Seconds{8});
  const auto mixed = folded(run_of(2), {done0, bad1});
  CHECK(mixed.reason == "1 of 2 tasks ended badly");
  CHECK(exit_status_of(mixed) == 3);
  CHECK(folded(run_of(4), {done0, done1, waiting}).reason == "JobArrayTaskLimit");
}

TEST_CASE("exit status of a run") {
  const auto status = [](State state, int code, int signal) {
    auto run = run_of();
    run.state = state;
    run.exit_code = code;
    run.signal = signal;
    return exit_status_of(run);
  };
  CHECK(status(State::completed, 0, 0) == 0);
  CHECK(status(State::failed, 3, 0) == 3);
  CHECK(status(State::failed, 0, 11) == 139);
  CHECK(status(State::out_of_memory, 0, 9) == 137);
  CHECK(status(State::timed_out, 0, 0) == 1);
  CHECK(status(State::cancelled, 0, 15) == 143);
  CHECK(status(State::failed, 300, 0) == 1);
  CHECK(status(State::failed, 0, 125) == 1);
  CHECK(status(State::unknown, 0, 0) == 1);
}

TEST_CASE("looking ever more rarely") {
  using namespace std::chrono_literals;
  CHECK(poll_pause(0, 0s, 0s) == 2s);
  CHECK(poll_pause(50, 0s, 0s) == 2s);
  CHECK(poll_pause(0, 24h, 0s) == 2s);
  CHECK(poll_pause(50, 24h, 0s) == 120s);
  CHECK(poll_pause(0, 0s, 60s) == 60s);
  CHECK(poll_pause(50, 24h, 300s) == 300s);
  CHECK(poll_pause(-1, -5s, 0s) == 2s);
  CHECK(poll_pause(2'000'000'000, Seconds::max(), 0s) == 120s);
}
