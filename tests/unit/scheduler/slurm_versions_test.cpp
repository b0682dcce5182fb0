// SPDX-License-Identifier: Apache-2.0
// Answers as Slurm 20.11 to 25.05 write them: states, ids, times, counts and GPUs differ.
#include "aifactory/scheduler/limits.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include "answer.hpp"
#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::scheduler;
using test::Answer;

namespace {

std::vector<JobStatus> read(const Answer& answer) {
  return make_slurm()->read_status(answer.text(), "", 0).jobs;
}

/// The only job that squeue or sacct tells of.
JobStatus only(const Answer& answer) {
  const auto jobs = read(answer);
  REQUIRE(jobs.size() == 1);
  return jobs[0];
}

/// The row of squeue with one of its fields replaced.
std::string with(std::string row, std::string_view old, std::string_view value) {
  const auto at = row.find(old);
  REQUIRE(at != row.npos);
  return row.replace(at, old.size(), value);
}

}  // namespace

TEST_CASE("states of squeue in every version") {
  struct Case {
    const char* word;
    State state;
  };
  for (const auto& [word, state] :
       {Case{"CONFIGURING", State::pending}, Case{"POWER_UP_NODE", State::pending}, Case{"EXPEDITING", State::pending},
        Case{"RESIZING", State::running}, Case{"SIGNALING", State::running}, Case{"RUNNING+", State::running},
        Case{"STAGE_OUT", State::completing}, Case{"UPDATE_DB", State::completing}, Case{"STOPPED", State::suspended},
        Case{"SPECIAL_EXIT", State::requeued}, Case{"REQUEUE_HOLD", State::requeued},
        Case{"LAUNCH_FAILED", State::failed}, Case{"RECONFIG_FAIL", State::boot_failed},
        Case{"REVOKED", State::cancelled}, Case{"PREEMPTED", State::cancelled},
        Case{"RUNNING,COMPLETING", State::completing}, Case{"COMPLETED,COMPLETING", State::completing},
        Case{"PENDING,REQUEUED", State::pending}, Case{"RUNNING,CONFIGURING", State::running}}) {
    INFO(word);
    CHECK(only({.squeue = test::live("7", word), .sacct = ""}).state == state);
  }
  for (const auto* word : {"", "?", "running", "42", ",", ",COMPLETE"})
    CHECK(read({.squeue = test::live("7", word), .sacct = ""}).empty());
}

TEST_CASE("endings of sacct in every version") {
  struct Case {
    const char *word, *code;
    State state;
    int exit_code, signal;
    const char* reason;
  };
  for (const auto& [word, code, state, exit_code, signal, reason] :
       {Case{"CANCELLED by 1001", "0:0", State::cancelled, 0, 0, "by 1001"},
        Case{"CANCELLED by 4294967294", "0:15", State::cancelled, 0, 15, "by 4294967294"},
        Case{"CANCELLED", "0:15", State::cancelled, 0, 15, ""}, Case{"CANCELLED+", "0:0", State::cancelled, 0, 0, ""},
        Case{"OUT_OF_MEMORY", "0:125", State::out_of_memory, 0, 9, ""},
        Case{"NODE_FAIL", "1:0", State::node_failed, 1, 0, ""}, Case{"FAILED", "3:0", State::failed, 3, 0, ""},
        Case{"FAILED", "0:11", State::failed, 0, 11, ""}, Case{"FAILED", "2", State::failed, 2, 0, ""},
        Case{"FAILED", "", State::failed, 0, 0, ""}, Case{"DEADLINE", "0:1", State::deadline, 0, 1, ""},
        Case{"COMPLETED", "0:0", State::completed, 0, 0, ""}}) {
    INFO(word << ' ' << code);
    const auto job = only({.squeue = "", .sacct = test::record("7", word, code)});
    CHECK(job.state == state);
    CHECK(job.exit_code == exit_code);
    CHECK(job.signal == signal);
    CHECK(job.reason == reason);
  }
}

TEST_CASE("times that are none") {
  for (const auto* none : {"Unknown", "None", "N/A", "(null)", "INVALID", "NONE", ""}) {
    INFO(none);
    const auto waiting = only({.squeue = test::live("7", "PENDING", "Priority", none), .sacct = ""});
    CHECK_FALSE(waiting.expected_start);
    const auto cancelled = only({.squeue = "", .sacct = test::record("7", "CANCELLED by 1001", "0:0", none)});
    CHECK_FALSE(cancelled.started);
    CHECK_FALSE(cancelled.elapsed);
    CHECK(cancelled.ended);
    const auto row = with(test::live("7", "RUNNING"), "|0:09|30:00|", "|" + std::string(none) + "|" + none + "|");
    const auto running = only({.squeue = row, .sacct = ""});
    CHECK_FALSE(running.elapsed);
    CHECK_FALSE(running.time_limit);
  }
  for (const auto* limit : {"UNLIMITED", "NOT_SET", "Partition_Limit", "INVALID", "-1", ""}) {
    INFO(limit);
    CHECK_FALSE(
        only({.squeue = with(test::live("7", "RUNNING"), "|30:00|", "|" + std::string(limit) + "|"), .sacct = ""})
            .time_limit);
    CHECK_FALSE(only({.squeue = "",
                      .sacct = with(test::record("7", "RUNNING"), "|600|30|", "|600|" + std::string(limit) + "|")})
                    .time_limit);
  }
}

TEST_CASE("tasks of arrays and parts of a job, as their ids are written") {
  for (const auto* id : {"46_[1-5%2]", "46_[0-9:3]", "46_[1,3,7-9%1]", "46_[1,3,5,...]", "46_7", "46+1", "46"}) {
    INFO(id);
    const auto reason = std::string(id).ends_with(']') ? "JobArrayTaskLimit" : "Resources";
    const auto job = only({.squeue = test::live(id, "PENDING", reason, "N/A"), .sacct = test::record(id, "PENDING")});
    CHECK(job.id == id);
    CHECK(job.reason == reason);
  }
  // sacct's row of waiting tasks lags behind squeue's.
  const auto jobs = read({.squeue = test::live("46_[4-5]", "PENDING") + test::live("46_3", "RUNNING"),
                          .sacct = test::record("46_[3-5%2]", "PENDING") + test::record("46_2", "COMPLETED")});
  REQUIRE(jobs.size() == 3);
  CHECK(jobs[0].id == "46_2");
  CHECK(jobs[2].id == "46_[4-5]");
}

TEST_CASE("reasons with parentheses and blanks stay whole") {
  for (const auto* reason : {"RaisedSignal:11(Segmentation fault)", "ReqNodeNotAvail, UnavailableNodes:as01r1b[01-02]",
                             "(Nodes required for job are DOWN, DRAINED or reserved)", "launch failed requeued held"})
    CHECK(only({.squeue = test::live("7", "PENDING", reason), .sacct = ""}).reason == reason);
  for (const auto* none : {"None", "(null)", "N/A", ""})
    CHECK(only({.squeue = test::live("7", "PENDING", none), .sacct = ""}).reason.empty());
}

TEST_CASE("counts with a K, and GPUs in every spelling") {
  const auto big = with(test::live("7", "RUNNING"), "|1|40|", "|1K|2K|");
  CHECK(only({.squeue = big, .sacct = ""}).cpus == 2048);
  CHECK(only({.squeue = big, .sacct = ""}).gpus == 2048);
  for (const auto* count : {"K", "-2K", "2KK", "9999999999K", "2 K x", "1e3", "0x10"})
    CHECK(only({.squeue = with(test::live("7", "RUNNING"), "|1|40|", "|1|" + std::string(count) + "|"), .sacct = ""})
              .cpus == 0);
  struct Case {
    const char* gres;
    int gpus;
  };
  for (const auto& [gres, gpus] :
       {Case{"gres:gpu:2", 2}, Case{"gpu:2", 2}, Case{"gpu:a100:2", 2}, Case{"gres/gpu:2", 2}, Case{"gres/gpu=2", 2},
        Case{"gres/gpu:h100=2", 2}, Case{"gres/gpu:h100:2,gres/tmpdisk:100", 2}, Case{"gpu", 1}, Case{"gres:gpu", 1},
        Case{"gpu:4(S:0-1)", 4}, Case{"gpu:nvidia_a100-sxm4-40gb:4(S:0,1)", 4}, Case{"N/A", 0}, Case{"(null)", 0},
        Case{"", 0}, Case{"gres/shard:2", 0}}) {
    INFO(gres);
    const auto row = with(test::live("7", "RUNNING"), "gres:gpu:2", gres);
    CHECK(only({.squeue = row, .sacct = ""}).gpus == gpus);
  }
  const auto absurd = with(with(test::live("7", "RUNNING"), "gres:gpu:2", "gpu:999999"), "|1|40|", "|99999|40|");
  CHECK(only({.squeue = absurd, .sacct = ""}).gpus == 10'000'000);
}

TEST_CASE("GPUs of a record") {
  struct Case {
    const char* tres;
    int gpus;
  };
  for (const auto& [tres, gpus] : {Case{"billing=4,cpu=4,gres/gpu=2,mem=8000M,node=1", 2},
                                   Case{"cpu=4,gres/gpu:h100=2,gres/gpu=2,mem=7.81G,node=1", 2},
                                   Case{"cpu=4,gres/gpu:a100=1,gres/gpu:h100=2,node=1", 3},
                                   Case{"cpu=4,energy=18446744073709551614,gres/gpumem=80G,gres/gpuutil=5,node=1", 0},
                                   Case{"cpu=4,gres/gpu=,node=1", 0}, Case{"cpu=4,gres/gpu=-2", 0}, Case{"", 0}}) {
    INFO(tres);
    const auto row = with(test::record("7", "COMPLETED"), "billing=40,cpu=40,gres/gpu=2,node=1", tres);
    CHECK(only({.squeue = "", .sacct = row}).gpus == gpus);
  }
}

TEST_CASE("sizes of nodes as sinfo writes them") {
  const auto limits = read_limits(
      "@aifactory partitions\nPartitionName=a State=UP MaxTime=UNLIMITED MaxNodes=UNLIMITED TotalNodes=3\n"
      "PartitionName=b State=DOWN MaxTime=1-00:00:00 MaxNodes=2\n@aifactory end\n@aifactory nodes\n"
      "a|gpu:a100:4(S:0-1)|112+\na|(null)|64\nb|gres/gpu:h100:8,nvme:1|1K\n@aifactory end\n");
  const auto& a = limits.partitions.at("a");
  CHECK(a.gpus_per_node == 4);
  CHECK(a.cpus_per_node == 112);
  CHECK_FALSE(a.walltime);
  CHECK(a.nodes == 3);
  const auto& b = limits.partitions.at("b");
  CHECK(b.gpus_per_node == 8);
  CHECK(b.cpus_per_node == 1024);
  CHECK_FALSE(b.up);
}
