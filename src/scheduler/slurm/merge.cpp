// SPDX-License-Identifier: Apache-2.0
#include "scheduler/slurm/answer.hpp"

#include <algorithm>
#include <set>

namespace aifactory::scheduler::slurm {

namespace {

const JobStatus* in(const Statuses& jobs, const JobId& id) {
  const auto found = jobs.find(id);
  return found == jobs.end() ? nullptr : &found->second;
}

// The record of an ended job completes what squeue says of it; the reason is only in squeue.
void add_ending(JobStatus& job, const JobStatus& record) {
  job.state = record.state;
  job.exit_code = record.exit_code;
  job.signal = record.signal;
  job.ended = record.ended;
  job.elapsed = record.elapsed;
  if (!record.reason.empty()) job.reason = record.reason;
  if (job.nodes.empty()) job.nodes = record.nodes;
}

void add_record(JobStatus& job, const JobStatus& record) {
  job.step_out_of_memory = record.step_out_of_memory;
  job.restarts = std::max(job.restarts, record.restarts);
  if (record.gpus > 0) job.gpus = record.gpus;
  if (job.work_dir.empty()) job.work_dir = record.work_dir;
}

// May the record's ending be believed while squeue still lists the job? When the job is on its way out, or squeue says
// it ended too. A live job with an ending on record was requeued: what is going on now counts.
bool agrees(const JobStatus& live, const JobStatus& record) {
  if (!is_final(record.state)) return false;
  if (live.state == State::completing) return record.state != State::node_failed;
  return is_final(live.state);
}

JobStatus join_sources(const JobStatus& live, const JobStatus* record, const JobStatus* detail) {
  auto job = live;
  if (record) add_record(job, *record);
  if (detail) job.restarts = std::max(job.restarts, detail->restarts);
  if (record && agrees(live, *record)) {
    add_ending(job, *record);
  } else if (detail && is_final(live.state)) {
    job.exit_code = detail->exit_code;
    job.signal = detail->signal;
  }
  return job;
}

// PREEMPTED is not the end where the job is put back into the queue; then the controller shows it as pending. When the
// controller itself calls it preempted, or no longer has it, it was ended for good.
void settle_preemption(JobStatus& job) {
  if (job.state != State::preempted) return;
  job.state = State::cancelled;
  job.reason = "Preempted";
}

// squeue goes on giving the reason for which a cancelled job had waited.
void drop_stale_reason(JobStatus& job) {
  constexpr std::string_view kept[] = {"Preempted", "DependencyNeverSatisfied"};
  if (job.state == State::cancelled && !job.reason.starts_with("by ") &&
      std::ranges::find(kept, job.reason) == std::end(kept))
    job.reason.clear();
}

// Numbers that stand for something else than a signal: 0:125 is Slurm's mark for "out of memory" (the kernel sent
// KILL), 0:53 its mark for a job whose output files could not be opened. Slurm 22.05 calls both a crash and that
// JobLaunchFailure; 24.11 calls both RaisedSignal.
void translate_codes(JobStatus& job) {
  if (job.signal == 125) job.signal = 9;
  if (job.signal == 53) {
    job.signal = 0;
    job.exit_code = 1;
    job.reason = "JobLaunchFailure";
  } else if (job.signal != 0 && job.reason == "JobLaunchFailure") {
    job.reason = "RaisedSignal:" + std::to_string(job.signal);
  }
}

// sacct takes 128 off every status from 128 on: 255 becomes 127, and the 139 of a crash 11. The job's own record, which
// has crashes as signals, does not.
void restore_status(JobStatus& job, const JobStatus* own) {
  if (!own || own->state != State::failed || job.state != State::failed || job.signal != 0) return;
  const int status = own->signal != 0 ? 128 + own->signal : own->exit_code;
  if (status < 128 || job.exit_code != status - 128) return;
  job.exit_code = own->exit_code;
  job.signal = own->signal;
}

std::string base_of(const JobId& id) {
  return id.substr(0, id.find_first_of("_+"));
}

// sacct's row for the tasks of an array that have not started ("46_[2-5%2]") lags; squeue's own row is the true one.
// Nor is a row of the array's plain id ("46") a further task: sacct has it until it learns that one of the tasks is
// meant.
Statuses without_stale_tasks(const Sources& sources) {
  std::set<std::string> live;
  std::set<std::string> arrays;
  for (const auto& [id, job] : sources.live) {
    live.insert(base_of(id));
    if (id.find('_') != JobId::npos) arrays.insert(base_of(id));
  }
  auto recorded = sources.recorded;
  std::erase_if(recorded, [&](const auto& entry) {
    const auto& [id, job] = entry;
    return arrays.contains(id) || (id.ends_with(']') && !is_final(job.state) && live.contains(base_of(id)));
  });
  return recorded;
}

// The record learns of a start some seconds late. While the controller says nothing, "pending" may be long past.
bool lags(const Sources& sources, const JobStatus& record) {
  return !sources.controller_answered && record.state == State::pending;
}

}  // namespace

std::vector<JobStatus> merge(const Sources& sources) {
  const auto recorded = without_stale_tasks(sources);
  std::set<JobId> ids;
  for (const auto* jobs : {&sources.live, &recorded})
    for (const auto& [id, job] : *jobs)
      ids.insert(id);
  std::vector<JobStatus> merged;
  for (const auto& id : ids) {
    const auto* live = in(sources.live, id);
    const auto* record = in(recorded, id);
    if (!live && lags(sources, *record)) continue;
    auto job = live ? join_sources(*live, record, in(sources.details, id)) : *record;
    if (sources.controller_answered) settle_preemption(job);
    drop_stale_reason(job);
    translate_codes(job);
    restore_status(job, in(sources.own, id));
    merged.push_back(std::move(job));
  }
  // While the controller is away a job may be on its way back into the queue: its own word is not enough then.
  if (!sources.controller_answered) return merged;
  std::set<std::string> known;
  for (const auto& id : ids)
    known.insert(base_of(id));
  for (const auto& [id, job] : sources.own)
    if (!known.contains(base_of(id))) merged.push_back(job);
  for (auto& job : cancelled_before(sources.began, merged))
    merged.push_back(std::move(job));
  return merged;
}

}  // namespace aifactory::scheduler::slurm
