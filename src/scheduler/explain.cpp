// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include <fmt/format.h>

namespace aifactory::scheduler {

namespace {

struct Row {
  std::string_view reason;  ///< of squeue(1), "JOB REASON CODES"; a final '*' stands for any ending
  std::string_view cause;
  std::string_view next_step;
};

// Reasons of jobs that wait. The first row that fits counts.
constexpr Row waiting[] = {
    {"Priority", "jobs with a higher priority are before it in the queue",
     "wait; a shorter `time:` or fewer GPUs let it slip into gaps sooner"},
    {"Resources", "it is the next one, and waits until enough nodes are free", "wait"},
    {"None", "Slurm has not looked at it yet", "wait a minute"},
    {"Dependency", "it waits for another job", "wait, or cancel it"},
    {"DependencyNeverSatisfied", "it waits for a job that can no longer end as wished: it will never start",
     "cancel it, and submit it again once the other job ended well"},
    {"JobArrayTaskLimit", "as many tasks of the array run as its own limit (%) lets run at once", "wait"},
    {"BeginTime", "it may not start before a set time; a job put back into the queue waits two minutes", "wait"},
    {"JobHeldUser", "you or a colleague put it on hold", "release it on the site: scontrol release ID"},
    {"JobHeldAdmin", "the site put it on hold", "ask the site's support why"},
    {"job_requeued_in_held_state", "it was put back into the queue, on hold",
     "release it on the site: scontrol release ID"},
    {"launch_failed_requeued_held", "a node could not start it; it was put back into the queue, on hold",
     "release it on the site: scontrol release ID; tell the site's support if it happens again"},
    {"QOSMaxJobsPerUserLimit", "as many of your jobs run in this QoS as it lets one user run", "wait for one to end"},
    {"QOSMaxSubmitJobPerUserLimit", "you have as many jobs in this QoS as it lets one user submit",
     "wait for one to end"},
    {"QOSGrpNodeLimit", "all nodes of this QoS are taken, by all its users together",
     "wait, or use another QoS that can run the job: aifactory site show"},
    {"QOSGrpGRES*", "all GPUs of this QoS are taken, by all its users together",
     "wait, or use another QoS that can run the job: aifactory site show"},
    {"QOSGrp*", "all its users together have reached a limit of the QoS",
     "wait, or use another QoS: aifactory site show"},
    {"QOSMaxWallDurationPerJobLimit", "its time is longer than the QoS allows: it will never start",
     "cancel it and submit it with a shorter `time:`"},
    {"QOSMaxNodePerUserLimit", "your running jobs use as many nodes as the QoS gives one user", "wait for one to end"},
    {"QOSMaxGRESPerUser", "your running jobs use as many GPUs as the QoS gives one user", "wait for one to end"},
    {"QOSMaxCpuPerUserLimit", "your running jobs use as many CPUs as the QoS gives one user", "wait for one to end"},
    {"QOSMax*PerJob*", "it asks for more than the QoS gives one job: it will never start",
     "cancel it and ask for less: aifactory site show"},
    {"QOSMax*", "a limit of the QoS for one user or account is reached", "wait for one of your jobs to end"},
    {"QOSMin*", "it asks for less than this QoS takes: it will never start", "cancel it and choose another QoS"},
    {"QOSNotAllowed", "the account or partition does not allow this QoS: it will never start",
     "cancel it and choose another `qos:`"},
    {"InvalidQOS", "the QoS no longer exists: it will never start", "cancel it and choose another `qos:`"},
    {"InvalidAccount", "the account is not valid any more: it will never start",
     "cancel it and choose another `account:`; aifactory account status lists yours"},
    {"AssocGrpCPUMinutesLimit", "the project's hours are used up, or the rest is not enough for this job",
     "see what is left: aifactory account budget; ask for less time, or for more hours"},
    {"AssocGrpBillingMinutes", "the project's hours are used up, or the rest is not enough for this job",
     "see what is left: aifactory account budget; ask for less time, or for more hours"},
    {"AssocGrp*Minutes*", "the project's hours are used up, or the rest is not enough for this job",
     "see what is left: aifactory account budget; ask for less time, or for more hours"},
    {"AssocGrp*", "the jobs of your project together have reached its limit", "wait for one of them to end"},
    {"AssocMaxJobsLimit", "as many of your jobs run as your account allows", "wait for one to end"},
    {"AssocMaxWallDurationPerJobLimit", "its time is longer than your account allows: it will never start",
     "cancel it and submit it with a shorter `time:`"},
    {"AssocMax*PerJob*", "it asks for more than your account gives one job: it will never start",
     "cancel it and ask for less"},
    {"AssocMax*", "a limit of your account is reached", "wait for one of your jobs to end"},
    {"MaxGRESPerAccount", "your project's jobs use as many GPUs as it may have at once", "wait for one to end"},
    {"PartitionTimeLimit", "its time is longer than the partition allows: it will never start",
     "cancel it and submit it with a shorter `time:`"},
    {"PartitionNodeLimit", "it has more nodes than the partition gives one job, or than are up now",
     "cancel it and ask for fewer nodes, or wait for the site's nodes to come back"},
    {"PartitionDown", "the partition takes jobs but starts none now", "wait; see the site's status page"},
    {"PartitionInactive", "the partition is closed now", "wait; see the site's status page"},
    {"AccountNotAllowed", "the partition does not take this account: it will never start",
     "cancel it and choose another `partition:` or `account:`"},
    {"ReqNodeNotAvail*", "nodes it could run on are down, drained, or kept free for a maintenance",
     "a `time:` that ends before the maintenance may start at once; see the site's status page"},
    {"Nodes required for job are *", "nodes it could run on are down, drained, or kept for more important jobs",
     "wait; a `time:` that ends before a maintenance may start at once; see the site's status page"},
    {"Reservation", "it waits for its reservation to begin", "wait"},
    {"ReservationDeleted", "its reservation is gone: it will never start", "cancel it"},
    {"Licenses", "it waits for a licence", "wait"},
    {"NodeDown", "a node that it needs is down", "wait; see the site's status page"},
    {"BadConstraints", "no node can ever give what it asks for together: it will never start",
     "cancel it; check `gpus:`, `cpus:`, `memory:` and --constraint: aifactory site show"},
    {"Cleaning", "it is being put back into the queue; its last run is still being cleared away", "wait a minute"},
    {"Prolog", "its nodes are being made ready", "wait a minute"},
    {"Configuring", "its nodes are being switched on", "wait some minutes"},
    {"FrontEndDown", "the node that starts jobs is down", "wait; see the site's status page"},
    {"SystemFailure", "Slurm itself failed", "ask the site's support"},
    {"DeadLine", "it cannot end before its deadline", "cancel it and submit it with a shorter `time:`"},
};

// How jobs ended, by what squeue or the state says.
constexpr Row endings[] = {
    {"NeverSubmitted", "the submission was lost before the batch system took the job", "submit it again"},
    {"SupervisorLost", "the machine was restarted, or the process that watched the job was killed",
     "submit it again; let it write checkpoints if this may happen again"},
    {"JobLaunchFailure",
     "the nodes could not start it: most often a folder for its output is not there or not writable",
     "check that the run's folder is on a file system that the compute nodes see, and the quota on it"},
    {"Preempted", "a job with a higher priority took its place", "submit it again; let it write checkpoints"},
    {"TimeLimit", "it ran into its time limit", "raise `time:`, or let it write checkpoints and go on from there"},
    {"OutOfMemory", "it used more memory than it asked for", "raise `memory:`, use more nodes, or smaller batches"},
    {"NodeFail", "a node broke down while it ran", "submit it again; it is not your job's fault"},
    {"RaisedSignal:9*", "something killed it: often the system for want of memory", "raise `memory:`; see its logs"},
    {"RaisedSignal:53*", "its output files could not be opened", "check the run's folder and the quota"},
    {"InactiveLimit", "the site ends jobs that do nothing for too long", "see the logs for where it hangs"},
    {"DependencyNeverSatisfied", "the job it waited for did not end as wished",
     "submit it again once that job ended well"},
    {"BadConstraints", "no node can give what it asked for together",
     "check `gpus:`, `cpus:`, `memory:`: aifactory site show"},
    {"FAIL_*", "the site's limits or prolog ended it", "ask the site's support"},
};

// '*' stands for any text.
bool fits(std::string_view pattern, std::string_view reason) {
  const auto star = pattern.find('*');
  if (star == pattern.npos) return pattern == reason;
  if (!reason.starts_with(pattern.substr(0, star))) return false;
  const auto rest = pattern.substr(star + 1);
  for (auto at = star; at <= reason.size(); ++at)
    if (fits(rest, reason.substr(at))) return true;
  return false;
}

template <std::size_t Size>
Explanation look_up(const Row (&rows)[Size], std::string_view reason) {
  for (const auto& row : rows)
    if (fits(row.reason, reason)) return {std::string(row.cause), std::string(row.next_step)};
  return {};
}

Explanation row(std::string_view reason) {
  return look_up(endings, reason);
}

Explanation explain_failure(const JobStatus& job) {
  if (job.step_out_of_memory) return row("OutOfMemory");
  if (job.signal == 9) return row("RaisedSignal:9");
  if (job.signal != 0)
    return {fmt::format("signal {} ended it: a crash of the program itself", job.signal),
            "see the end of its logs: aifactory job logs"};
  switch (job.exit_code) {
    case 126:
      return {"its command is not executable (status 126)", "chmod +x the script, or name its interpreter"};
    case 127:
      return {"its command was not found (status 127)",
              "load what it needs with `modules:`, and check that the file is tracked by git, so that it goes along"};
    default:
      return {fmt::format("its command ended with status {}", job.exit_code),
              "see the end of its logs: aifactory job logs"};
  }
}

Explanation explain_cancelled(const JobStatus& job) {
  if (job.reason == "by 0") return {"the system or an administrator cancelled it", "ask the site's support why"};
  if (job.reason.starts_with("by ")) return {"it was cancelled by user " + printable(job.reason.substr(3)), ""};
  return {"it was cancelled", ""};
}

Explanation explain_time_limit(const JobStatus& job) {
  auto explanation = row("TimeLimit");
  if (job.time_limit) explanation.cause += " of " + format_duration(*job.time_limit);
  return explanation;
}

}  // namespace

Explanation explain(const JobStatus& status) {
  if (is_final(status.state) && status.state != State::completed)
    if (auto known = row(status.reason); !known.cause.empty() && status.reason != "TimeLimit") return known;
  switch (status.state) {
    case State::pending:
    case State::requeued:
      return look_up(waiting, status.reason.empty() ? "None" : std::string_view(status.reason));
    case State::failed:
      return explain_failure(status);
    case State::timed_out:
      return explain_time_limit(status);
    case State::cancelled:
      return explain_cancelled(status);
    case State::out_of_memory:
      return row("OutOfMemory");
    case State::node_failed:
      return row("NodeFail");
    case State::preempted:
      return {"a job with a higher priority took its place; it may start again", "wait"};
    case State::boot_failed:
      return {"its nodes could not be started", "submit it again; it is not your job's fault"};
    case State::deadline:
      return {"it could not end before its deadline", "submit it with a shorter `time:` or a later deadline"};
    case State::completed:
      if (!status.step_out_of_memory) return {};
      return {"it ended with status 0, but one of its steps was killed for using too much memory",
              "check the results; raise `memory:`, and let the script end when srun fails (set -e)"};
    default:
      return {};
  }
}

}  // namespace aifactory::scheduler
