// SPDX-License-Identifier: Apache-2.0
#include "aifactory/scheduler/scheduler.hpp"

#include "support/catch.hpp"

#include <random>

using namespace aifactory;
using namespace aifactory::scheduler;

namespace {

// As Slurm 22.05 printed it for a job that QoS acc_debug kept waiting.
constexpr auto waiting = R"(@aifactory squeue
JobId=20 State=PENDING Partition=acc QOS=acc_debug Account=ehpc01 TimeLimit=30:00 Nodes=1 CPUs=1 Start=N/A Priority=1111 Dependency=(null) Reason=QOSMaxJobsPerUserLimit
@aifactory end
@aifactory sacct
JobID|State|ExitCode|DerivedExitCode|Elapsed|Timelimit|ReqMem|MaxRSS|NodeList|Partition|QOS|Account
20|PENDING|0:0|0:0|00:00:00|00:30:00|2000M||None assigned|acc|acc_debug|ehpc01

@aifactory end
@aifactory scontrol show partition
PartitionName=acc AllowAccounts=ALL AllowQos=acc_ehpc,acc_debug MaxNodes=UNLIMITED MaxTime=3-00:00:00 State=UP TotalNodes=2
@aifactory end
@aifactory sacctmgr show qos
Name|Flags|MaxWall|MaxTRES|MaxTRESPU|MinTRES|GrpTRES|GrpJobs|GrpSubmit|MaxJobsPU|MaxSubmitPU
acc_debug|DenyOnLimit|02:00:00|node=1|cpu=80,gres/gpu=4|gres/gpu=1||||2|10
@aifactory end
@aifactory nothing
@aifactory end
)";

}  // namespace

TEST_CASE("evidence is quoted word for word, and read for its numbers") {
  const auto said = read_testimony(waiting);
  REQUIRE(said.evidence.size() == 4);
  CHECK(said.evidence[0].source == "squeue");
  CHECK(said.evidence[1].lines.size() == 2);
  CHECK(said.evidence[3].lines[1] == "acc_debug|DenyOnLimit|02:00:00|node=1|cpu=80,gres/gpu=4|gres/gpu=1||||2|10");
  const Facts wanted{
      {"mem.asked", "2000M"},      {"partition.nodes", "2 nodes"}, {"partition.qos", "acc_ehpc,acc_debug"},
      {"partition.wall", "3d"},    {"qos.cpus_user", "80"},        {"qos.gpus_user", "4"},
      {"qos.job", "1 node"},       {"qos.jobs_user", "2"},         {"qos.min", "1 GPU"},
      {"qos.nodes_job", "1 node"}, {"qos.submit_user", "10"},      {"qos.user", "80 CPUs, 4 GPUs"},
      {"qos.wall", "2h"}};
  CHECK(said.facts == wanted);
}

TEST_CASE("evidence names the step out of memory, bad tasks, a maintenance and the hours of a project") {
  const auto said = read_testimony(
      "@aifactory sacct\nJobID|State|ReqMem\n11|COMPLETED|100M\n11.batch|COMPLETED|\n11.0|OUT_OF_MEMORY|\n"
      "12_1|FAILED|1G\n12_2|COMPLETED|1G\n12_3|TIMEOUT|1G\n@aifactory end\n"
      "@aifactory scontrol show reservation\nReservationName=m2 StartTime=2026-12-02T08:00:00 Nodes=a[1-2] Flags=MAINT,"
      "SPEC_NODES\nReservationName=m1 StartTime=2026-12-01T08:00:00 Flags=MAINT\nReservationName=x "
      "StartTime=2026-11-01T08:00:00 Flags=\n@aifactory end\n"
      "@aifactory sacctmgr show assoc\nAccount|User|GrpTRES|GrpTRESMins\nehpc01||node=4|gres/gpu=6000\n"
      "ehpc01|alice||\n@aifactory end\n@aifactory jobs before it\n17\n@aifactory end\n");
  CHECK(said.facts.at("step") == "11.0");
  CHECK(said.facts.at("tasks.bad") == "12_1, 12_3");
  CHECK(said.facts.at("maintenance") == "2026-12-01T08:00:00Z");
  CHECK(said.facts.at("assoc.group") == "4 nodes");
  CHECK(said.facts.at("assoc.budget") == "gres/gpu=6000 minutes");
  CHECK(said.facts.at("queue.ahead") == "17");
}

TEST_CASE("evidence that is cut, mixed up or hostile is no fact and no crash") {
  const std::string whole = waiting;
  for (std::size_t cut = 0; cut <= whole.size(); cut += 7)
    read_testimony(std::string_view(whole).substr(0, cut));
  std::mt19937 random(20261120);
  for (int round = 0; round < 200; ++round) {
    auto text = whole;
    for (int hit = 0; hit < 10; ++hit)
      text[random() % text.size()] = static_cast<char>(random() % 256);
    read_testimony(text);
  }
  CHECK(read_testimony("").evidence.empty());
  CHECK(read_testimony("noise before\n@aifactory end\n@aifactory squeue\n").evidence.empty());
  const auto said =
      read_testimony("@aifactory sacctmgr show qos\nsacctmgr: error: Connection refused\n@aifactory end\n");
  CHECK(said.evidence.size() == 1);
  CHECK(said.facts.empty());
}
