// SPDX-License-Identifier: Apache-2.0
// The question as a shell asks it, with programs in the place of Slurm's that print what they are told to.
#include "aifactory/scheduler/scheduler.hpp"

#include "support/catch.hpp"
#include "unit/scheduler/answer.hpp"
#include "unit/scheduler/shell.hpp"

using namespace aifactory;
using namespace aifactory::scheduler;
using test::live;

namespace {

/// Slurm on a day on which squeue prints `rows`; sacct prints one job, with as many columns as it was asked for.
class Slurm {
 public:
  explicit Slurm(std::string rows) {
    for (auto& c : rows)
      if (c == '|') c = '\x1f';
    write_file(folder_.path() / "rows", rows);
    program("squeue", "cat " + shell_quote((folder_.path() / "rows").string()));
    program("sacct", R"sh(while [ "$1" != -o ]; do shift; done
printf '%s' "$2" | tr ',' '\n' | sed -e 's/^JobID$/46_0/; s/^State$/COMPLETED/; s/^ExitCode$/3:0/; s/^QOS$/of-record/' \
  -e 's/^AllocTRES$/cpu=1,gres\/gpu=8/; s/^JobName$/train-7f3k/' | tr '\n' '\037')sh");
    program("scontrol", "exit 1");
  }

  /// The same with jobs of this state in sacct, and a line that the first task wrote of its end.
  Slurm(std::string rows, const std::string& state, const std::string& ended) : Slurm(std::move(rows)) {
    write_file(folder_.path() / "ended", ended);
    auto sacct = read_file(folder_.path() / "sacct");
    sacct.replace(sacct.find("COMPLETED"), 9, state);
    write_file(folder_.path() / "sacct", sacct);
    std::filesystem::permissions(folder_.path() / "sacct", std::filesystem::perms::owner_all);
  }

  JobStatus look(const JobId& id) const {
    const auto slurm = make_slurm();
    const std::vector<Scheduler::Asked> asked{{.id = "46", .run_folder = folder_.path().string()}};
    const auto answer =
        test::shell("PATH=" + shell_quote(folder_.path().string()) + ":$PATH\n" + slurm->query_command(asked));
    for (const auto& job : slurm->read_status(answer.out, answer.err, answer.status).jobs)
      if (job.id == id) return job;
    return {};
  }

 private:
  void program(const char* name, const std::string& text) {
    write_file(folder_.path() / name, "#!/bin/sh\n" + text + "\n");
    std::filesystem::permissions(folder_.path() / name, std::filesystem::perms::owner_all);
  }
  TemporaryDirectory folder_;
};

}  // namespace

TEST_CASE("of a job that has ended the record tells QoS and GPUs") {
  for (const auto& rows : {std::string(), live("46_0", "COMPLETED"), live("46_0", "COMPLETING")}) {
    INFO(rows);
    const auto job = Slurm(rows).look("46_0");
    CHECK(job.state == State::completed);
    CHECK(job.exit_code == 3);
    CHECK(job.gpus == 8);
  }
  CHECK(Slurm("").look("46_0").qos == "of-record");
}

TEST_CASE("while a job goes on the record is not asked for what costs slurmdbd more requests") {
  const auto job = Slurm(live("46_[1-9]", "PENDING", "Priority")).look("46_0");
  CHECK(job.state == State::completed);
  CHECK(job.exit_code == 3);
  CHECK(job.name == "train-7f3k");
  CHECK(job.gpus == 0);
  CHECK(job.qos.empty());
}

TEST_CASE("a job that failed is asked for its own word, too") {
  const std::string ended = "0 running 1 1 n\n0 131 1 2 n\n";
  CHECK(Slurm(live("46_0", "FAILED"), "FAILED", ended).look("46_0").signal == 3);
  CHECK(Slurm(live("46_0", "COMPLETED"), "COMPLETED", ended).look("46_0").signal == 0);
}

TEST_CASE("of the jobs that one waits for the queue's word counts, and the record's where the queue has none") {
  const TemporaryDirectory folder;
  const auto program = [&](const char* name, const std::string& text) {
    write_file(folder.path() / name, "#!/bin/sh\n" + text + "\n", 0755);
  };
  program("squeue", R"sh(case "$*" in
  *%E*) echo 'JobId=7 State=PENDING Partition=p,q QOS= Account=a Dependency=afterok:4(unfulfilled),afterany:5(unfulfilled) Reason=Dependency' ;;
  *) echo '4|prep-7f3k|RUNNING|' ;;
esac)sh");
  program("sacct", "echo '4|allocation|PENDING|0:0'; echo '5|more-2k9w|COMPLETED|0:0'");
  program("scontrol", "exit 1");
  const auto text = make_slurm()->evidence_command({.id = "7", .run_folder = ""});
  const auto said = test::shell("PATH=" + shell_quote(folder.path().string()) + ":$PATH\n" + text);
  CHECK(read_testimony(said.out).facts.at("dependency.jobs") == "4 prep-7f3k is RUNNING, 5 more-2k9w is COMPLETED");
}
