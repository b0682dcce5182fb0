// SPDX-License-Identifier: Apache-2.0
#include "job/fold.hpp"

#include "aifactory/job/task.hpp"
#include "aifactory/scheduler/options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::job {

namespace {

using scheduler::JobStatus;
using scheduler::State;

// "46_[2-5%2]" stands for four tasks.
int tasks_in(const JobStatus& job) {
  const auto open = job.id.find('[');
  if (open == std::string::npos || !job.id.ends_with(']')) return 1;
  return scheduler::count_array_tasks(std::string_view(job.id).substr(open + 1, job.id.size() - open - 2)).value_or(1);
}

template <class Value>
void take(Value& to, const Value& from) {
  if (from != Value{}) to = from;
}

void take_common(Run& run, const JobStatus& job) {
  take(run.partition, job.partition);
  take(run.qos, job.qos);
  take(run.account, job.account);
  take(run.nodes, job.nodes);
  take(run.submitted, job.submitted);
  take(run.time_limit, job.time_limit);
  run.restarts = std::max(run.restarts, job.restarts);
}

}  // namespace

void fold_one(Run& run, const JobStatus& job) {
  take_common(run, job);
  run.state = job.state;
  run.reason = job.reason;
  run.exit_code = job.exit_code;
  run.signal = job.signal;
  run.started = job.started;
  run.ended = job.ended;
  run.elapsed = job.elapsed;
  run.step_out_of_memory = job.step_out_of_memory;
  if (job.gpus > 0 && scheduler::is_final(job.state)) run.gpus = job.gpus;
}

namespace {

/// All tasks of an array, counted.
struct Tally {
  int running = 0, waiting = 0, ended = 0, bad = 0;
  const JobStatus* worst = nullptr;
  const JobStatus* pending = nullptr;

  void add(const JobStatus& job) {
    const int tasks = tasks_in(job);
    if (!scheduler::is_final(job.state)) {
      const bool live = job.state == State::running || job.state == State::completing || job.state == State::suspended;
      (live ? running : waiting) += tasks;
      if (!live) pending = &job;
      return;
    }
    ended += tasks;
    if (job.state == State::completed) return;
    bad += tasks;
    if (!worst || worst->state == State::cancelled) worst = &job;
  }
};

// The tasks still to come need not be listed yet: only as many endings as there are tasks end the run.
void conclude(Run& run, const Tally& tally) {
  if (tally.running == 0 && tally.waiting == 0 && tally.ended >= run.tasks) {
    run.state = tally.worst ? tally.worst->state : State::completed;
    run.reason = tally.worst ? fmt::format("{} of {} tasks ended badly", tally.bad, tally.ended) : "";
    run.exit_code = tally.worst ? tally.worst->exit_code : 0;
    run.signal = tally.worst ? tally.worst->signal : 0;
    return;
  }
  run.state = tally.running > 0 || tally.ended > 0 ? State::running : State::pending;
  run.reason = tally.running == 0 && tally.pending ? tally.pending->reason : "";
  run.ended.reset();
}

void fold_array(Run& run, const std::vector<const JobStatus*>& jobs) {
  Tally tally;
  run.ended.reset();
  for (const auto* job : jobs) {
    tally.add(*job);
    take_common(run, *job);
    run.step_out_of_memory |= job->step_out_of_memory;
    if (job->started && (!run.started || *job->started < *run.started)) run.started = job->started;
    if (job->ended && (!run.ended || *job->ended > *run.ended)) run.ended = job->ended;
  }
  conclude(run, tally);
  if (run.started && run.ended) run.elapsed = *run.ended - *run.started;
}

}  // namespace

void fold(Run& run, std::span<const JobStatus> jobs) {
  if (run.id.empty()) return;
  std::vector<const JobStatus*> own;
  for (const auto& job : jobs)
    if (array_id(job.id) == array_id(run.id) && job.state != State::unknown) own.push_back(&job);
  if (own.empty()) return;
  if (own.size() == 1 && run.tasks == 1 && own[0]->id == run.id)
    fold_one(run, *own[0]);
  else
    fold_array(run, own);
}

}  // namespace aifactory::job
