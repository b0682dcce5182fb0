// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include "support/catch.hpp"
#include "unit/scheduler/shell.hpp"

#include <csignal>
#include <filesystem>
#include <thread>

using namespace aifactory;
using namespace aifactory::scheduler;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// A root with one run whose job is `script`.
struct Bench {
  TemporaryDirectory root;
  std::unique_ptr<Scheduler> scheduler = make_local(Seconds{1});
  int runs = 0;

  Submission prepare(const std::string& script, std::vector<std::string> options = {}) {
    const auto name = "it's run " + std::to_string(++runs);
    const auto run = root.path() / "runs" / name;
    fs::create_directories(run);
    write_file(run / "job.sh", script);
    return {.job_name = name, .run_folder = run, .script = "job.sh", .options = std::move(options)};
  }

  JobId submit(const Submission& submission) {
    const auto result = test::shell(scheduler->submit_command(submission));
    INFO(result.err);
    REQUIRE(result.status == 0);
    return std::string(trim(result.out));
  }

  std::vector<JobStatus> ask(const JobId& id, const std::string& folder) {
    const Scheduler::Asked asked[] = {{id, folder}};
    const auto result = test::shell(scheduler->query_command(asked));
    return scheduler->read_status(result.out, result.err, result.status).jobs;
  }

  JobStatus wait(const JobId& id, const std::string& folder) {
    for (int look = 0; look < 100; ++look) {
      const auto jobs = ask(id, folder);
      REQUIRE(jobs.size() == 1);
      if (is_final(jobs[0].state)) return jobs[0];
      std::this_thread::sleep_for(50ms);
    }
    FAIL("the job did not end");
    return {};
  }

  JobStatus run(const std::string& script, std::vector<std::string> options = {}) {
    const auto submission = prepare(script, std::move(options));
    return wait(submit(submission), submission.run_folder);
  }

  void cancel(const JobId& id, const std::string& folder) {
    const Scheduler::Asked asked[] = {{id, folder}};
    REQUIRE(test::shell(scheduler->cancel_command(asked)).status == 0);
  }
};

std::string wait_for(const fs::path& file) {
  for (int look = 0; look < 100 && !(fs::exists(file) && fs::file_size(file) > 0); ++look)
    std::this_thread::sleep_for(20ms);
  return read_file(file);
}

}  // namespace

TEST_CASE("a job on this machine ends with its own status") {
  Bench bench;
  struct Row {
    const char* script;
    State state;
    int code;
    int signal;
  };
  const Row rows[] = {{"echo out; echo err >&2", State::completed, 0, 0},
                      {"exit 7", State::failed, 7, 0},
                      {"kill -SEGV $$", State::failed, 0, SIGSEGV},
                      {"no-such-command", State::failed, 127, 0}};
  for (const auto& row : rows) {
    INFO(row.script);
    const auto job = bench.run(row.script);
    CHECK(job.state == row.state);
    CHECK(job.exit_code == row.code);
    CHECK(job.signal == row.signal);
    CHECK(job.started);
    CHECK(job.ended);
  }
  CHECK(read_file(bench.root.path() / "runs/it's run 1/stdout.log") == "out\n");
  CHECK(read_file(bench.root.path() / "runs/it's run 1/stderr.log") == "err\n");
}

TEST_CASE("a job on this machine finds the variables of Slurm") {
  Bench bench;
  const auto submission = bench.prepare(
      "echo $SLURM_JOB_ID:$SLURM_JOB_NAME:$SLURM_SUBMIT_DIR:$SLURM_NTASKS:$SLURM_CPUS_PER_TASK:$SLURM_PROCID:$SLURM_"
      "LOCALID:$SLURM_NODEID:$SLURM_JOB_NUM_NODES; [ -n \"$SLURM_CPUS_ON_NODE\" ] && [ -n \"$SLURM_JOB_NODELIST\" ]",
      {"--ntasks=2", "--cpus-per-task=3", "--output=o.log"});
  const auto id = bench.submit(submission);
  CHECK(bench.wait(id, submission.run_folder).state == State::completed);
  CHECK(read_file(fs::path(submission.run_folder) / "o.log") ==
        id + ":" + submission.job_name + ":" + submission.run_folder + ":2:3:0:0:0:1\n");
}

TEST_CASE("numbers are never given twice, and submitting again gives the same one") {
  Bench bench;
  const auto one = bench.prepare("true");
  const auto two = bench.prepare("true");
  CHECK(bench.submit(one) == "1");
  CHECK(bench.submit(two) == "2");
  CHECK(bench.submit(one) == "1");
  CHECK(bench.wait("1", one.run_folder).state == State::completed);
  CHECK(bench.ask("2", one.run_folder).empty());
  const auto find = "cd " + shell_quote(two.run_folder) + "\n" + bench.scheduler->find_command(two.job_name);
  CHECK(test::shell(find).out == "2\n");
  const auto none = bench.prepare("true");
  CHECK(test::shell("cd " + shell_quote(none.run_folder) + "\n" + bench.scheduler->find_command("x")).out.empty());
}

TEST_CASE("two submissions of one run at once start one job") {
  Bench bench;
  const auto submission = bench.prepare("echo ran >>ran; sleep 0.2");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] { test::shell(bench.scheduler->submit_command(submission)); });
  for (auto& thread : threads)
    thread.join();
  const auto id = bench.submit(submission);
  CHECK(bench.wait(id, submission.run_folder).state == State::completed);
  CHECK(read_file(fs::path(submission.run_folder) / "ran") == "ran\n");
}

TEST_CASE("the time limit ends a job, even one that ignores TERM") {
  Bench bench;
  CHECK(bench.run("sleep 30", {"--time=00:00:01"}).state == State::timed_out);
  CHECK(bench.run("trap '' TERM; sleep 30 & sleep 30; sleep 30", {"-t", "0:01"}).state == State::timed_out);
}

TEST_CASE("cancelling ends the whole process group") {
  Bench bench;
  const auto submission = bench.prepare("sleep 300 & echo $! >child; wait");
  const auto id = bench.submit(submission);
  const auto child = std::stoi(wait_for(fs::path(submission.run_folder) / "child"));
  CHECK(bench.ask(id, submission.run_folder).at(0).state == State::running);
  bench.cancel(id, submission.run_folder);
  CHECK(bench.wait(id, submission.run_folder).state == State::cancelled);
  CHECK(test::shell("kill -0 " + std::to_string(child) + " 2>/dev/null && ! grep -q 'State:.Z' /proc/" +
                    std::to_string(child) + "/status")
            .status != 0);
  bench.cancel(id, submission.run_folder);
  CHECK(bench.ask(id, submission.run_folder).at(0).state == State::cancelled);
}

TEST_CASE("a job writes with the user's own umask") {
  Bench bench;
  const auto job = bench.prepare("umask >mask");
  const auto result = test::shell("umask 002\n" + bench.scheduler->submit_command(job));
  bench.wait(std::string(trim(result.out)), job.run_folder);
  CHECK(read_file(fs::path(job.run_folder) / "mask") == "0002\n");
}

TEST_CASE("what a job leaves behind ends with it") {
  Bench bench;
  const auto job = bench.prepare("sleep 300 & echo $! >child");
  bench.wait(bench.submit(job), job.run_folder);
  const auto child = read_file(fs::path(job.run_folder) / "child");
  CHECK(test::shell("sed -n 's/^State:.//p' /proc/" + std::string(trim(child)) + "/status 2>/dev/null | grep -v ^Z")
            .out.empty());
}

TEST_CASE("a job whose supervisor was killed is not running for ever") {
  Bench bench;
  const auto submission = bench.prepare("echo $$ >pid; exec sleep 300");
  const auto id = bench.submit(submission);
  const auto folder = fs::path(submission.run_folder);
  const auto job = std::stoi(wait_for(folder / "pid"));
  ::kill(std::stoi(read_file(folder / ".batch/supervisor")), SIGKILL);
  CHECK(bench.ask(id, folder).at(0).state == State::running);
  SECTION("and the job too") {
    ::kill(job, SIGKILL);
    const auto ended = bench.wait(id, folder);
    CHECK(ended.state == State::failed);
    CHECK(ended.reason == "SupervisorLost");
    CHECK(explain(ended).cause.find("killed") != std::string::npos);
  }
  SECTION("cancelling still reaches the job") {
    bench.cancel(id, folder);
    CHECK(bench.wait(id, folder).reason == "SupervisorLost");
  }
}

TEST_CASE("a process number used again is not taken for the supervisor") {
  Bench bench;
  const auto submission = bench.prepare("sleep 300");
  const auto id = bench.submit(submission);
  const auto folder = fs::path(submission.run_folder);
  wait_for(folder / ".batch/started");
  const auto supervisor = read_file(folder / ".batch/supervisor");
  bench.cancel(id, folder);
  bench.wait(id, folder);
  fs::remove(folder / ".batch/ended");
  write_file(folder / ".batch/supervisor", std::to_string(::getpid()) + supervisor.substr(supervisor.find(' ')));
  CHECK(bench.ask(id, folder).at(0).reason == "SupervisorLost");
}

TEST_CASE("nothing is said of jobs that are not there") {
  Bench bench;
  CHECK(bench.ask("7", "/nonexistent/folder").empty());
  CHECK(bench.ask("7", "").empty());
  CHECK(bench.scheduler->read_status("", "", 0).jobs.empty());
  CHECK(bench.scheduler->read_status("noise\njob 3\nalive maybe\nended x\n", "", 0).jobs.size() <= 1);
  CHECK_THROWS_AS(bench.scheduler->read_status("", "sh: gone", 255), Error);
}

TEST_CASE("a job leaves no descriptor of its submitter open") {
  Bench bench;
  const auto submission = bench.prepare("ls -l /proc/$$/fd >open");
  const auto lock = bench.root.path() / "lock";
  const auto text = "exec 3>" + shell_quote(lock.string()) + " 9>&3\n" + bench.scheduler->submit_command(submission);
  const auto id = std::string(trim(test::shell(text).out));
  CHECK(bench.wait(id, submission.run_folder).state == State::completed);
  CHECK(read_file(fs::path(submission.run_folder) / "open").find(lock.string()) == std::string::npos);
}
