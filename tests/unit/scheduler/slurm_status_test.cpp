// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include "support/catch.hpp"
#include "unit/scheduler/answer.hpp"

#include <algorithm>
#include <map>
#include <random>

using namespace aifactory;
using namespace aifactory::scheduler;
using test::Answer;
using test::live;
using test::record;

namespace {

std::vector<JobStatus> read(const Answer& answer) {
  return make_slurm()->read_status(answer.text(), "", 0).jobs;
}

JobStatus only(const Answer& answer) {
  const auto jobs = read(answer);
  REQUIRE(jobs.size() == 1);
  return jobs[0];
}

constexpr auto unknown_id = "slurm_load_jobs error: Invalid job id specified";
constexpr auto no_controller = "slurm_load_jobs error: Unable to contact slurm controller (connect failure)";
constexpr auto no_database =
    "sacct: error: slurm_persist_conn_open_without_init: failed to open persistent connection to host:127.0.0.1:6819";

}  // namespace

TEST_CASE("squeue, sacct and scontrol make one truth") {
  struct Row {
    const char* what;
    Answer answer;
    State state;
    std::string reason;
    int code = 0;
    int signal = 0;
  };
  const Row rows[] = {
      {"just submitted: sacct knows nothing yet",
       {.squeue = live("7", "PENDING", "Priority")},
       State::pending,
       "Priority"},
      {"sacct lags", {.squeue = live("7", "RUNNING"), .sacct = record("7", "PENDING")}, State::running, ""},
      {"sacct is ahead, but the job may have been requeued",
       {.squeue = live("7", "RUNNING"), .sacct = record("7", "NODE_FAIL")},
       State::running,
       ""},
      {"on its way out", {.squeue = live("7", "COMPLETING"), .sacct = record("7", "COMPLETED")}, State::completed, ""},
      {"on its way out, perhaps back into the queue",
       {.squeue = live("7", "COMPLETING"), .sacct = record("7", "NODE_FAIL")},
       State::completing,
       ""},
      {"ended, both know it",
       {.squeue = live("7", "FAILED", "NonZeroExitCode"), .sacct = record("7", "FAILED", "3:0")},
       State::failed,
       "NonZeroExitCode",
       3},
      {"left squeue's memory", {unknown_id, 1, record("7", "FAILED", "0:11")}, State::failed, "", 0, 11},
      {"left squeue's memory, several asked", {"", 0, record("7", "COMPLETED")}, State::completed, ""},
      {"controller down", {no_controller, 1, record("7", "RUNNING")}, State::running, ""},
      {"no accounting",
       {live("7", "FAILED", "NonZeroExitCode"), 0, no_database, 1,
        "JobId=7 JobName=x UserId=a(1) JobState=FAILED Reason=NonZeroExitCode Restarts=0 ExitCode=4:0"},
       State::failed,
       "NonZeroExitCode",
       4},
      {"no accounting, nor scontrol",
       {live("7", "TIMEOUT", "TimeLimit"), 0, no_database, 1},
       State::timed_out,
       "TimeLimit"},
      {"cancelled by a user", {"", 0, record("7", "CANCELLED by 1001")}, State::cancelled, "by 1001"},
      {"requeued",
       {.squeue = live("7", "PENDING", "BeginTime"), .sacct = record("7", "REQUEUED")},
       State::pending,
       "BeginTime"},
      {"preempted and put back",
       {.squeue = live("7", "PENDING", "BeginTime"), .sacct = record("7", "PREEMPTED")},
       State::pending,
       "BeginTime"},
      {"preempted for good",
       {.squeue = live("7", "PREEMPTED"), .sacct = record("7", "PREEMPTED")},
       State::cancelled,
       "Preempted"},
      {"preempted, controller down", {no_controller, 1, record("7", "PREEMPTED")}, State::preempted, ""},
      {"out of memory, with Slurm's own mark",
       {"", 0, record("7", "OUT_OF_MEMORY", "0:125")},
       State::out_of_memory,
       "",
       0,
       9},
      {"output not writable", {"", 0, record("7", "FAILED", "0:53")}, State::failed, "JobLaunchFailure", 1},
      {"crash as Slurm 22.05 calls it",
       {live("7", "FAILED", "JobLaunchFailure"), 0, record("7", "FAILED", "0:11")},
       State::failed,
       "RaisedSignal:11",
       0,
       11},
      {"a rerun after a failed node",
       {"", 0, record("7", "NODE_FAIL") + record("7", "COMPLETED", "0:0", "2026-11-20T16:00:00")},
       State::completed,
       ""},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto job = only(row.answer);
    CHECK(job.state == row.state);
    CHECK(job.reason == row.reason);
    CHECK(job.exit_code == row.code);
    CHECK(job.signal == row.signal);
  }
}

TEST_CASE("all that is told of a job") {
  const auto job = only({.squeue = live("7", "RUNNING"), .sacct = record("7", "RUNNING")});
  CHECK(job.id == "7");
  CHECK(job.name == "train-7f3k");
  CHECK(format_time(*job.submitted) == "2026-11-20T15:16:17Z");
  CHECK(format_time(*job.started) == "2026-11-20T15:16:18Z");
  CHECK_FALSE(job.ended);
  CHECK(job.elapsed == Seconds{9});
  CHECK(job.time_limit == Seconds{1800});
  CHECK(job.partition == "acc");
  CHECK(job.qos == "acc_ehpc");
  CHECK(job.account == "ehpc01");
  CHECK(job.nodes == "as01r1b01");
  CHECK(job.work_dir == "/home/alice/s");
  CHECK(job.gpus == 2);
  CHECK(job.cpus == 40);
  const auto pending = only({.squeue = live("7", "PENDING", "Resources", "2026-11-20T18:00:00")});
  CHECK_FALSE(pending.started);
  CHECK(format_time(*pending.expected_start) == "2026-11-20T18:00:00Z");
  CHECK_FALSE(only({.squeue = live("7", "PENDING", "Resources", "N/A")}).expected_start);
}

TEST_CASE("an absent job is not in the answer, whatever failed") {
  CHECK(read({unknown_id, 1, ""}).empty());
  CHECK(read({"", 0, ""}).empty());
  CHECK(read({no_controller, 1, ""}).empty());
  CHECK(read({"", 0, no_database, 1}).empty());
}

TEST_CASE("no answer at all is an error, not an ending") {
  try {
    read({no_controller, 1, no_database, 1});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::try_again);
    CHECK(error.failure().why.find("Unable to contact") != std::string::npos);
  }
  try {
    read({"sh: 1: squeue: not found", 127, "sh: 1: sacct: not found", 127});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unavailable);
  }
}

TEST_CASE("who reads the accounting only is told so") {
  const auto caveat = [](const Answer& answer) { return make_slurm()->read_status(answer.text(), "", 0).caveat; };
  CHECK(caveat({no_controller, 1, record("7", "RUNNING")}).find("controller") != std::string::npos);
  CHECK(caveat({unknown_id, 1, record("7", "COMPLETED")}) == "");
  CHECK(caveat({.squeue = live("7", "RUNNING"), .sacct = record("7", "RUNNING")}) == "");
}

TEST_CASE("a cut answer is refused whole") {
  const auto whole = Answer{.squeue = live("7", "RUNNING"), .sacct = record("7", "RUNNING")}.text();
  const auto slurm = make_slurm();
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
    try {
      slurm->read_status(whole.substr(0, size), "", 0);
      FAIL("cut at " << size);
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::protocol);
    }
  }
  CHECK_THROWS_AS(slurm->read_status(whole, "", 255), Error);
  CHECK_NOTHROW(slurm->read_status(whole, "", 0));
}

TEST_CASE("a step that died of memory under a job that ended well") {
  const auto job = only(
      {"", 0, record("7", "COMPLETED") + record("7.batch", "COMPLETED") + record("7.0", "OUT_OF_MEMORY", "0:125")});
  CHECK(job.state == State::completed);
  CHECK(job.step_out_of_memory);
  CHECK(explain(job).cause.find("memory") != std::string::npos);
  SECTION("in an earlier run it does not count") {
    const auto rerun = only({"", 0,
                             record("7", "NODE_FAIL") + record("7.0", "OUT_OF_MEMORY", "0:125") +
                                 record("7", "COMPLETED", "0:0", "2026-11-20T16:00:00")});
    CHECK_FALSE(rerun.step_out_of_memory);
    CHECK(rerun.restarts == 1);
  }
}

TEST_CASE("each task of an array is a job, those that wait are one row") {
  const auto jobs =
      read({live("46_[2-5%2]", "PENDING", "JobArrayTaskLimit") + live("46_0", "RUNNING") + live("46_1", "RUNNING"), 0,
            record("46_0", "RUNNING") + record("46_[1-5%2]", "PENDING")});
  REQUIRE(jobs.size() == 3);
  CHECK(jobs[0].id == "46_0");
  CHECK(jobs[1].id == "46_1");
  CHECK(jobs[2].id == "46_[2-5%2]");
  CHECK(jobs[2].reason == "JobArrayTaskLimit");
  // What waits on record may long run: while the controller says nothing it is not told.
  CHECK(read({no_controller, 1, record("46_0", "RUNNING") + record("46_[1-5%2]", "PENDING")}).size() == 1);
  CHECK(read({no_controller, 1, record("7", "PENDING")}).empty());
  CHECK(read({live("46_0", "RUNNING"), 0, record("46_[1-5%2]", "CANCELLED by 1001")}).size() == 2);
}

TEST_CASE("a task that Slurm keeps nothing of was cancelled before it began") {
  const auto states = [](const Answer& answer) {
    std::map<JobId, State> of;
    for (const auto& job : make_slurm()->read_status(answer.text(), "", 0).jobs)
      of.emplace(job.id, job.state);
    return of;
  };
  Answer answer{.squeue = live("46_0", "RUNNING") + live("46_[4-5%2]", "PENDING", "Priority"),
                .sacct = record("46_1", "COMPLETED"),
                .began = "46 0-6 0,1,2,\n47 0-3 \nx\n46 0-\n"};
  const auto told = states(answer);
  CHECK(told.size() == 5);  // nothing of 2, which began and may be on its way into the record
  CHECK(told.at("46_3") == State::cancelled);
  CHECK(told.at("46_6") == State::cancelled);
  answer.squeue = "slurm_load_jobs error: Unable to contact slurm controller (connect failure)";
  answer.squeue_status = 1;
  CHECK(states(answer) == std::map<JobId, State>{{"46_1", State::completed}});
}

TEST_CASE("GPUs as Slurm's versions write them") {
  struct Row {
    const char* gres;
    int gpus;
  };
  for (const auto& [gres, gpus] :
       {Row{"gres:gpu:4", 4}, Row{"gres/gpu:4", 4}, Row{"gres/gpu:h100:4", 4}, Row{"gpu:2", 2}, Row{"gres:gpu", 1},
        Row{"gres/gpu:a100:2,gres/gpu:v100:1", 3}, Row{"N/A", 0}, Row{"", 0}, Row{"gres:gpu:99999999999", 0},
        Row{"gres:tpu:3", 0}, Row{"gres:gpu:4(S:0-1)", 4}}) {
    auto row = live("7", "RUNNING");
    row.replace(row.find("gres:gpu:2"), 10, gres);
    INFO(gres);
    CHECK(only({.squeue = row}).gpus == gpus);
  }
  auto typed = record("7", "COMPLETED");
  typed.replace(typed.find("gres/gpu=2"), 10, "gres/gpu:h100=8");
  CHECK(only({"", 0, typed}).gpus == 8);
}

TEST_CASE("hostile and broken rows are passed over") {
  CHECK(read({"CLUSTER: mn5\n" + live("7", "RUNNING") + "\n|||\n||||||||||||||||||\n" + live("8", "WHATEVER"), 0,
              "7|RUNNING"})
            .size() == 1);
  auto named = live("7", "RUNNING");
  named.replace(named.find("train-7f3k"), 10, "a|b|COMPLETED|@aifactory status 0");
  CHECK(only({.squeue = named}).state == State::running);
  std::mt19937 random(7);
  const auto whole =
      Answer{live("7", "RUNNING") + live("46_[2-5%2]", "PENDING"), 0,
             record("7", "OUT_OF_MEMORY", "0:125") + record("7.0", "FAILED"), 0, "JobId=7 JobState=FAILED ExitCode=1:0"}
          .text();
  for (int round = 0; round < 2000; ++round) {
    auto text = whole;
    for (int change = 0; change < 5; ++change)
      text[random() % text.size()] = static_cast<char>(random() % 256);
    try {
      for (const auto& job : make_slurm()->read_status(text, "", 0).jobs)
        explain(job);
    } catch (const Error&) {}
  }
}

TEST_CASE("recorded answers of two Slurm versions") {
  struct Row {
    const char* name;
    State state;
    const char* reason;
    int code, signal;
  };
  const Row rows[] = {{"ok", State::completed, "", 0, 0},
                      {"fails", State::failed, "NonZeroExitCode", 3, 0},
                      {"segv", State::failed, "RaisedSignal:11", 0, 11},
                      {"timeout", State::running, "", 0, 0},
                      {"oom", State::out_of_memory, "OutOfMemory", 0, 9},
                      {"stepoom", State::completed, "", 0, 0},
                      {"running", State::running, "", 0, 0},
                      {"launch", State::failed, "JobLaunchFailure", 1, 0},
                      {"cancel", State::cancelled, "by 1001", 0, 0}};
  for (const auto* version : {"22.05", "24.11"}) {
    const auto file = std::string(AIFACTORY_SOURCE_DIR "/tests/unit/scheduler/data/slurm-") + version + "-later.txt";
    const auto jobs = make_slurm()->read_status(read_file(file), "", 0).jobs;
    for (const auto& row : rows) {
      INFO(version << " " << row.name);
      const auto job = std::ranges::find(jobs, row.name, &JobStatus::name);
      REQUIRE(job != jobs.end());
      CHECK(job->state == row.state);
      CHECK(job->reason.starts_with(row.reason));
      CHECK(job->exit_code == row.code);
      CHECK(job->signal == row.signal);
      CHECK(job->step_out_of_memory == (job->name == "oom" || job->name == "stepoom"));
    }
    CHECK(std::ranges::find(jobs, "running", &JobStatus::name)->gpus == 8);
    CHECK(std::ranges::count(jobs, "arr", &JobStatus::name) >= 5);
  }
}

TEST_CASE("every state has Slurm's own name") {
  CHECK(name_of(State::timed_out) == "TIMEOUT");
  CHECK(name_of(State::node_failed) == "NODE_FAIL");
  CHECK(name_of(State::unknown) == "UNKNOWN");
  CHECK_FALSE(is_final(State::preempted));
  CHECK_FALSE(is_final(State::requeued));
  CHECK_FALSE(is_final(State::unknown));
  CHECK(is_final(State::deadline));
}

TEST_CASE("sacct's row of an array's plain id is no further task") {
  const auto jobs =
      read({.squeue = live("53_0", "COMPLETED") + live("53_1", "FAILED"), .sacct = record("53", "FAILED")});
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].id == "53_0");
  CHECK(jobs[1].id == "53_1");
}
