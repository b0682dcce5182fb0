// SPDX-License-Identifier: Apache-2.0
#include "aifactory/scheduler/scheduler.hpp"

#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::scheduler;

TEST_CASE("every reason to wait that users meet has words") {
  for (const auto* reason : {"Priority",
                             "Resources",
                             "None",
                             "Dependency",
                             "DependencyNeverSatisfied",
                             "JobArrayTaskLimit",
                             "BeginTime",
                             "JobHeldUser",
                             "JobHeldAdmin",
                             "QOSMaxJobsPerUserLimit",
                             "QOSMaxSubmitJobPerUserLimit",
                             "QOSGrpNodeLimit",
                             "QOSGrpGRES",
                             "QOSGrpCpuLimit",
                             "QOSMaxWallDurationPerJobLimit",
                             "QOSMaxNodePerJobLimit",
                             "QOSMaxGRESPerJob",
                             "QOSMaxCpuPerUserLimit",
                             "QOSMinGRES",
                             "QOSNotAllowed",
                             "InvalidQOS",
                             "InvalidAccount",
                             "AssocGrpCPUMinutesLimit",
                             "AssocGrpGRESMinutes",
                             "AssocGrpNodeLimit",
                             "AssocMaxJobsLimit",
                             "AssocMaxWallDurationPerJobLimit",
                             "PartitionTimeLimit",
                             "PartitionNodeLimit",
                             "PartitionDown",
                             "PartitionInactive",
                             "AccountNotAllowed",
                             "ReqNodeNotAvail",
                             "ReqNodeNotAvail, UnavailableNodes:as01r1b[01-02]",
                             "ReqNodeNotAvail(Unavailable:as01)",
                             "Reservation",
                             "Licenses",
                             "BadConstraints",
                             "launch_failed_requeued_held",
                             "job_requeued_in_held_state",
                             "NodeDown",
                             "Cleaning"}) {
    INFO(reason);
    const auto words = explain({.id = "7", .state = State::pending, .reason = reason});
    CHECK_FALSE(words.cause.empty());
    CHECK_FALSE(words.next_step.empty());
  }
  CHECK(explain({.state = State::pending, .reason = "SomethingNew"}).cause.empty());
  CHECK(explain({.state = State::pending}).cause.find("not looked") != std::string::npos);
}

TEST_CASE("every way to fail has words") {
  struct Row {
    JobStatus job;
    const char* part;
  };
  const Row rows[] = {
      {{.state = State::timed_out, .time_limit = Seconds{7200}}, "time limit of 2h"},
      {{.state = State::timed_out, .reason = "TimeLimit", .time_limit = Seconds{60}}, "time limit of 1m"},
      {{.state = State::out_of_memory}, "more memory"},
      {{.state = State::failed, .reason = "NonZeroExitCode", .exit_code = 3}, "status 3"},
      {{.state = State::failed, .exit_code = 127}, "not found"},
      {{.state = State::failed, .exit_code = 126}, "not executable"},
      {{.state = State::failed, .reason = "RaisedSignal:11(Segmentation fault)", .signal = 11}, "signal 11"},
      {{.state = State::failed, .signal = 9}, "memory"},
      {{.state = State::failed, .reason = "JobLaunchFailure", .exit_code = 1}, "output"},
      {{.state = State::failed, .reason = "SupervisorLost"}, "restarted"},
      {{.state = State::failed, .reason = "NeverSubmitted"}, "lost"},
      {{.state = State::cancelled, .reason = "by 0"}, "administrator"},
      {{.state = State::cancelled, .reason = "by 1001"}, "1001"},
      {{.state = State::cancelled, .reason = "Preempted"}, "priority"},
      {{.state = State::node_failed}, "node"},
      {{.state = State::boot_failed}, "nodes"},
      {{.state = State::deadline}, "deadline"},
      {{.state = State::preempted}, "priority"},
      {{.state = State::completed, .step_out_of_memory = true}, "memory"}};
  for (const auto& row : rows) {
    INFO(row.part);
    CHECK(explain(row.job).cause.find(row.part) != std::string::npos);
  }
  CHECK(explain({.state = State::completed}).cause.empty());
  CHECK(explain({.state = State::running}).cause.empty());
}
