// SPDX-License-Identifier: Apache-2.0
#include "aifactory/config/site_profile.hpp"
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
  CHECK(explain({.state = State::pending, .reason = "SomethingNew"}).cause == "the batch system says: SomethingNew");
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

TEST_CASE("words carry the numbers that are known, and leave out the others") {
  const JobStatus job{.id = "20", .state = State::pending, .reason = "QOSMaxJobsPerUserLimit", .qos = "acc_debug"};
  CHECK(explain(job).cause == "as many of your jobs run in QoS acc_debug as it lets one user run");
  CHECK(explain(job, {{"qos.jobs_user", "2"}}).cause ==
        "as many of your jobs run in QoS acc_debug as it lets one user run: 2");
  JobStatus longer{.state = State::pending, .reason = "PartitionTimeLimit", .time_limit = Seconds{345600}};
  CHECK(explain(longer).cause == "its time of 4d is longer than its partition allows: it will never start");
  longer.partition = "acc";
  CHECK(explain(longer, {{"partition.wall", "3d"}}).cause ==
        "its time of 4d is longer than partition acc allows, 3d: it will never start");
  CHECK(explain({.state = State::pending, .reason = "JobHeldUser"}).next_step ==
        "release it on the site: scontrol release ID");
  CHECK(explain({.state = State::pending, .reason = "Resources", .restarts = 2}).cause.find("2 times") !=
        std::string::npos);
}

TEST_CASE("no words show gaps, whatever is known") {
  const Facts all =
      read_testimony(
          "@aifactory squeue\nJobId=7 Start=2026-11-20T15:16:17 Dependency=afterok:4 Reason=Priority\n"
          "@aifactory end\n@aifactory squeue and sacct, of the jobs it depends on\nJobID|JobName|State|ExitCode\n"
          "4|prep|FAILED|1:0\n@aifactory end\n")
          .facts;
  const Facts none;
  for (const auto* reason : {"Priority", "Dependency", "QOSGrpGRES", "QOSMinGRES", "AssocGrpGRESMinutes", "BeginTime",
                             "QOSMaxWallDurationPerJobLimit", "PartitionNodeLimit", "ReqNodeNotAvail", "Reservation"})
    for (const auto* facts : {&all, &none}) {
      const auto words = explain({.id = "7", .state = State::pending, .reason = reason}, *facts);
      INFO(words.cause);
      CHECK((words.cause + words.next_step).find_first_of("[]{}") == std::string::npos);
      CHECK(words.cause.find("  ") == std::string::npos);
    }
  CHECK(explain({.state = State::pending, .reason = "Dependency"}, all).cause ==
        "it waits for another job: 4 prep is FAILED");
}

TEST_CASE("what is to be typed next names the run") {
  const auto next = [](State state, const char* reason, int signal = 0) {
    return explain({.id = "7", .name = "train-7f3k", .state = state, .reason = reason, .signal = signal}).next_step;
  };
  CHECK(next(State::pending, "Dependency").ends_with("aifactory job cancel train-7f3k"));
  CHECK(next(State::pending, "DependencyNeverSatisfied").starts_with("cancel it (aifactory job cancel train-7f3k)"));
  CHECK(next(State::failed, "").ends_with("aifactory job logs train-7f3k"));
  CHECK(next(State::failed, "", 11).ends_with("aifactory job logs train-7f3k"));
  CHECK(next(State::failed, "RaisedSignal:9").ends_with("aifactory job logs train-7f3k"));
}

TEST_CASE("a submission that was broken off is no job of which nothing is known") {
  CHECK(explain({.state = State::unknown}).cause.find("broken off") != std::string::npos);
  CHECK(explain({.state = State::unknown}).next_step.find("do not submit it again") != std::string::npos);
  CHECK(explain({.id = "7", .state = State::unknown}).cause.empty());
}

TEST_CASE("a time of Slurm's has its zone in words") {
  const auto said = read_testimony(
      "@aifactory squeue\nJobId=7 Start=2026-11-20T15:16:17 Reason=BeginTime\n@aifactory end\n"
      "@aifactory scontrol show reservation\nReservationName=m StartTime=2026-11-21T08:00:00 Flags=MAINT\n"
      "@aifactory end\n");
  CHECK(explain({.state = State::pending, .reason = "BeginTime"}, said.facts).cause.find("T15:16:17Z") !=
        std::string::npos);
  CHECK(said.facts.at("maintenance") == "2026-11-21T08:00:00Z");
}

TEST_CASE("of an array the bad tasks are named") {
  const JobStatus job{.state = State::failed, .reason = "2 of 4 tasks ended badly", .exit_code = 1};
  CHECK(explain(job, {{"tasks.bad", "12_1, 12_3"}}).cause ==
        "2 of 4 tasks ended badly (12_1, 12_3); the worst: its command ended with status 1");
}

TEST_CASE("the profile's numbers stand in where the site does not tell its own") {
  config::SiteProfile site;
  site.slurm.queues = {{.class_name = "debug", .qos = "acc_debug", .walltime = Seconds{7200}, .max_submit = 1}};
  const JobStatus job{.time_limit = Seconds{10800}, .qos = "acc_debug"};
  const auto facts = facts_of(job, site);
  CHECK(facts.at("qos.wall") == "2h");
  CHECK(facts.at("qos.submit_user") == "1");
  CHECK(facts.at("time") == "3h");
}
