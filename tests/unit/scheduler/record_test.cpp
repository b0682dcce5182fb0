// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include "scheduler/slurm/answer.hpp"
#include "support/catch.hpp"
#include "unit/scheduler/answer.hpp"
#include "unit/scheduler/shell.hpp"

using namespace aifactory;
using namespace aifactory::scheduler;

namespace {

/// What a job script with these commands notes of itself, without times and host; its status.
struct Noted {
  std::vector<std::string> lines;
  int status = 0;
};

Noted run(const std::string& commands, const std::string& environment = "") {
  const TemporaryDirectory folder;
  const auto script = "AIFACTORY_RUN_DIR=" + shell_quote(folder.path().string()) + "\n" + environment + "\n" +
                      std::string(record_start()) + commands + "\n" + std::string(record_end());
  write_file(folder.path() / "job.sh", script);
  Noted noted{{}, test::shell("bash " + shell_quote((folder.path() / "job.sh").string())).status};
  for (const auto& line : split_lines(read_file(folder.path() / record_file))) {
    const auto words = split(line, ' ');
    if (words.size() == 5) noted.lines.push_back(words[0] + " " + words[1]);
  }
  return noted;
}

}  // namespace

TEST_CASE("a job keeps record of its own end, and keeps its status") {
  using Lines = std::vector<std::string>;
  struct Row {
    const char* commands;
    Lines lines;
    int status;
  };
  const Row rows[] = {{"true", {"- running", "- 0"}, 0},
                      {"false", {"- running", "- 1"}, 1},
                      {"exit 7; echo", {"- running", "- 7"}, 7},
                      {"(exit 3)", {"- running", "- 3"}, 3},
                      {"echo x \\", {"- running", "- 0"}, 0},
                      {"cat <<X\ntext", {"- running", "- ?"}, 0},
                      {"kill -TERM $$; sleep 1", {"- running", "- ?"}, 143},
                      {"trap 'exit 5' TERM; kill -TERM $$; sleep 1", {"- running", "- 5"}, 5},
                      {"set -e; false; true", {"- running", "- 1"}, 1},
                      {"exec true", {"- running"}, 0}};
  for (const auto& row : rows) {
    INFO(row.commands);
    const auto noted = run(row.commands);
    CHECK(noted.lines == row.lines);
    CHECK(noted.status == row.status);
  }
  CHECK(run("true", "SLURM_ARRAY_TASK_ID=12").lines == Lines{"12 running", "12 0"});
}

TEST_CASE("the record of a task is its last line") {
  const auto jobs = slurm::read_records(
      "46 0 running 100 100 n1\n46 0 0 100 160 n1\n46 1 3 100 120 n2\n46 1 running 200 200 n2\n46 2 143 100 101 n\n"
      "47 - 0 100 90 n\n48 - ? 1 2 n\n49 - 300 1 2 n\n; - 0 1 2\n50 x 0 1 2 n\n\n51 - 0 1 2 n extra\n");
  REQUIRE(jobs.size() == 3);
  CHECK(jobs.at("46_0").state == State::completed);
  CHECK(jobs.at("46_0").elapsed == Seconds{60});
  CHECK(jobs.at("46_0").nodes == "n1");
  CHECK(jobs.at("46_2").state == State::failed);
  CHECK(jobs.at("46_2").signal == 15);
  CHECK_FALSE(jobs.at("47").elapsed);
}

TEST_CASE("the job's own word counts where Slurm has forgotten it, and nowhere else") {
  const auto read = [](test::Answer answer, const std::string& own) {
    return make_slurm()
        ->read_status(answer.text() + "@aifactory ended\n" + own + "\n@aifactory status 0\n", "", 0)
        .jobs;
  };
  const std::string own = "7 - 3 1763652977 1763652987 gs01";
  const auto forgotten = read({.squeue = "slurm_load_jobs error: Invalid job id specified", .squeue_status = 1}, own);
  REQUIRE(forgotten.size() == 1);
  CHECK(forgotten[0].state == State::failed);
  CHECK(forgotten[0].exit_code == 3);
  const auto known = read({.squeue = test::live("7", "RUNNING")}, own);
  REQUIRE(known.size() == 1);
  CHECK(known[0].state == State::running);
  CHECK(read({.squeue = "Unable to contact slurm controller", .squeue_status = 1}, own).empty());
}

TEST_CASE("statuses from 128 on, of which sacct takes 128 off, are the job's own") {
  struct Row {
    const char* own;
    const char* sacct;
    int exit_code;
    int signal;
  };
  for (const auto& [own, sacct, exit_code, signal] :
       {Row{"255", "127:0", 255, 0}, Row{"139", "11:0", 0, 11}, Row{"128", "0:0", 128, 0}, Row{"200", "72:0", 200, 0},
        Row{"127", "127:0", 127, 0}, Row{"255", "3:0", 3, 0}, Row{"139", "0:11", 0, 11}, Row{"running", "5:0", 5, 0}}) {
    INFO(own << " and " << sacct);
    const test::Answer answer{.squeue = test::live("7_1", "FAILED", "NonZeroExitCode"),
                              .sacct = test::record("7_1", "FAILED", sacct)};
    const auto jobs = make_slurm()
                          ->read_status(answer.text() + "@aifactory ended\n7 1 " + own +
                                            " 1 2 gs01\n7 2 0 1 2 gs01\n@aifactory status 0\n",
                                        "", 0)
                          .jobs;
    REQUIRE(jobs.size() == 1);
    CHECK(jobs[0].exit_code == exit_code);
    CHECK(jobs[0].signal == signal);
  }
}
