// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/scheduler/options.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include "support/catch.hpp"
#include "unit/scheduler/shell.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <map>
#include <thread>

using namespace aifactory;
using namespace aifactory::scheduler;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct Bench {
  TemporaryDirectory root;
  std::unique_ptr<Scheduler> scheduler = make_local(Seconds{1});
  int runs = 0;

  struct Job {
    JobId id;
    fs::path folder;
  };

  Job submit(const std::string& script, std::vector<std::string> options) {
    const auto folder = root.path() / "runs" / ("it's run " + std::to_string(++runs));
    fs::create_directories(folder);
    write_file(folder / "job.sh", script);
    options.push_back("--output=" + folder.string() + "/out-%a");
    const auto text = scheduler->submit_command(
        {.job_name = "array", .run_folder = folder, .script = "job.sh", .options = std::move(options)});
    const auto result = test::shell(text);
    REQUIRE(result.status == 0);
    return {std::string(trim(result.out)), folder};
  }

  std::map<JobId, JobStatus> ask(const Job& job) {
    const Scheduler::Asked asked[] = {{job.id, job.folder}};
    const auto result = test::shell(scheduler->query_command(asked));
    std::map<JobId, JobStatus> jobs;
    for (auto& status : scheduler->read_status(result.out, result.err, result.status).jobs)
      jobs.emplace(status.id, status);
    return jobs;
  }

  std::map<JobId, JobStatus> wait(const Job& job) {
    for (int look = 0; look < 200; ++look) {
      const auto jobs = ask(job);
      REQUIRE_FALSE(jobs.empty());
      if (std::ranges::all_of(jobs, [](const auto& entry) { return is_final(entry.second.state); })) return jobs;
      std::this_thread::sleep_for(30ms);
    }
    FAIL("it did not end");
    return {};
  }

  void cancel(const Job& job) {
    const Scheduler::Asked asked[] = {{job.id, job.folder}};
    CHECK(test::shell(scheduler->cancel_command(asked)).status == 0);
  }
};

void wait_for(const fs::path& file) {
  for (int look = 0; look < 300 && !fs::exists(file); ++look)
    std::this_thread::sleep_for(10ms);
  REQUIRE(fs::exists(file));
}

}  // namespace

TEST_CASE("tasks of an array are jobs of this machine") {
  Bench bench;
  const auto job = bench.submit(
      "echo $SLURM_ARRAY_JOB_ID $SLURM_ARRAY_TASK_ID $SLURM_ARRAY_TASK_COUNT $SLURM_ARRAY_TASK_MIN "
      "$SLURM_ARRAY_TASK_MAX $SLURM_ARRAY_TASK_STEP; exit $SLURM_ARRAY_TASK_ID",
      {"--array=0-4:2"});
  const auto jobs = bench.wait(job);
  REQUIRE(jobs.size() == 3);
  CHECK(jobs.at(job.id + "_0").state == State::completed);
  CHECK(jobs.at(job.id + "_2").exit_code == 2);
  CHECK(jobs.at(job.id + "_4").state == State::failed);
  CHECK(read_file(job.folder / "out-4") == job.id + " 4 3 0 4 2\n");
}

TEST_CASE("no more tasks at once than the limit says; those that wait are told") {
  Bench bench;
  const auto job = bench.submit("until [ -e go ]; do sleep 0.05; done; echo x >>ran", {"--array=0-4%2"});
  wait_for(job.folder / ".batch/tasks/1/started");
  const auto jobs = bench.ask(job);
  const auto running = std::ranges::count_if(jobs, [](const auto& at) { return at.second.state == State::running; });
  CHECK(running == 2);
  REQUIRE(jobs.contains(job.id + "_[2,3,4]"));
  CHECK(jobs.at(job.id + "_[2,3,4]").state == State::pending);
  CHECK(jobs.at(job.id + "_[2,3,4]").reason == "JobArrayTaskLimit");
  write_file(job.folder / "go", "");
  CHECK(bench.wait(job).size() == 5);
  CHECK(read_file(job.folder / "ran") == "x\nx\nx\nx\nx\n");
}

TEST_CASE("cancelling an array ends what runs and what waits") {
  Bench bench;
  const auto job = bench.submit("echo $$ >pid; sleep 300", {"--array=0-9%1"});
  wait_for(job.folder / ".batch/tasks/0/started");
  bench.cancel(job);
  const auto jobs = bench.wait(job);
  for (const auto& [id, status] : jobs)
    CHECK(status.state == State::cancelled);
  CHECK(jobs.contains(job.id + "_[1,2,3,4,5,6,7,8,9]"));
}

TEST_CASE("single tasks are cancelled: one that runs, and one that has not begun") {
  Bench bench;
  const auto job = bench.submit("until [ -e go ]; do sleep 0.05; done", {"--array=0-3%2"});
  wait_for(job.folder / ".batch/tasks/1/started");
  bench.cancel({job.id + "_1", job.folder});
  bench.cancel({job.id + "_3", job.folder});
  CHECK(bench.ask(job).at(job.id + "_3").state == State::cancelled);
  wait_for(job.folder / ".batch/tasks/2/started");
  write_file(job.folder / "go", "");
  const auto jobs = bench.wait(job);
  CHECK(jobs.at(job.id + "_0").state == State::completed);
  CHECK(jobs.at(job.id + "_1").state == State::cancelled);
  CHECK(jobs.at(job.id + "_2").state == State::completed);
  CHECK(jobs.at(job.id + "_3").state == State::cancelled);
  CHECK_FALSE(jobs.at(job.id + "_3").started);
}

TEST_CASE("an array whose supervisor was killed is not running for ever") {
  Bench bench;
  const auto job = bench.submit("echo >up; sleep 300", {"--array=0-3%1"});
  wait_for(job.folder / "up");
  ::kill(-std::stoi(read_file(job.folder / ".batch/supervisor")), SIGKILL);
  const auto jobs = bench.ask(job);
  CHECK(jobs.at(job.id + "_0").state == State::running);
  CHECK(jobs.at(job.id + "_[1,2,3]").reason == "SupervisorLost");
  bench.cancel(job);
  CHECK(bench.wait(job).at(job.id + "_0").reason == "SupervisorLost");
}

TEST_CASE("a job after another") {
  Bench bench;
  const auto first = bench.submit("until [ -e go ]; do sleep 0.05; done; exit $(cat go)", {});
  const auto well = bench.submit("echo ran", {"--dependency=afterok:" + first.id});
  const auto badly = bench.submit("echo ran", {"--dependency=afternotok:" + first.id});
  const auto anyway = bench.submit("echo ran", {"--dependency=afterany:" + first.id + ",afterany:9999"});
  CHECK(bench.ask(well).at(well.id).reason == "Dependency");
  CHECK(bench.ask(well).at(well.id).state == State::pending);
  SECTION("that ends well") {
    write_file(first.folder / "go", "0");
    CHECK(bench.wait(well).at(well.id).state == State::completed);
    CHECK(bench.wait(badly).at(badly.id).reason == "DependencyNeverSatisfied");
  }
  SECTION("that ends badly") {
    write_file(first.folder / "go", "3");
    CHECK(bench.wait(well).at(well.id).state == State::cancelled);
    CHECK(bench.wait(well).at(well.id).reason == "DependencyNeverSatisfied");
    CHECK(bench.wait(badly).at(badly.id).state == State::completed);
  }
  SECTION("cancelled while it waits") {
    bench.cancel(well);
    CHECK(bench.wait(well).at(well.id).state == State::cancelled);
    bench.cancel(first);
  }
  CHECK(bench.wait(anyway).at(anyway.id).state == State::completed);
}

TEST_CASE("a warning before the limit") {
  Bench bench;
  const auto job = bench.submit("trap 'echo warned; exit 4' USR1; while :; do sleep 0.05; done",
                                {"--time=0:02", "--signal=B:USR1@1"});
  CHECK(bench.wait(job).at(job.id).exit_code == 4);
  CHECK(read_file(job.folder / "out-") == "warned\n");
}
