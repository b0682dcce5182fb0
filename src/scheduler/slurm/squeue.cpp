// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"

#include "scheduler/slurm/answer.hpp"
#include "scheduler/slurm/fields.hpp"
#include "scheduler/states.hpp"

#include <algorithm>

namespace aifactory::scheduler::slurm {

namespace {

// The order of the format in commands.cpp.
enum Field {
  id,
  base,
  state,
  reason,
  partition,
  qos,
  account,
  nodes,
  submitted,
  started,
  ended,
  used,
  limit,
  node_count,
  cpus,
  gres,
  work_dir,
  name,
  count
};

std::string known(std::string_view text) {
  return text == "None" || text == "(null)" || text == "N/A" ? std::string() : std::string(text);
}

void read_times(const std::vector<std::string_view>& field, JobStatus& job) {
  job.submitted = parse_time(field[submitted]);
  job.elapsed = parse_duration(field[used]);
  job.time_limit = parse_duration(field[limit]);
  if (job.state == State::pending || job.state == State::requeued) {
    job.expected_start = parse_time(field[started]);
    job.elapsed = std::nullopt;
    return;
  }
  job.started = parse_time(field[started]);
  if (is_final(job.state) || job.state == State::preempted) job.ended = parse_time(field[ended]);
}

JobStatus read_row(const std::vector<std::string_view>& field) {
  JobStatus job;
  job.id = field[id];
  job.name = field[name];
  job.state = state_from(field[state]);
  job.reason = known(field[reason]);
  job.partition = known(field[partition]);
  job.qos = known(field[qos]);
  job.account = known(field[account]);
  job.nodes = known(field[nodes]);
  job.work_dir = known(field[work_dir]);
  job.cpus = number(field[cpus]);
  const long gpus = long{gpus_in_gres(field[gres])} * std::clamp(number(field[node_count]), 1, 100'000);
  job.gpus = static_cast<int>(std::min(gpus, 10'000'000L));
  read_times(field, job);
  return job;
}

}  // namespace

Statuses read_squeue(std::string_view text) {
  Statuses jobs;
  for (const auto& line : split_lines(text)) {
    const auto field = fields_of(line, count);
    if (field.empty() || field[id].empty()) continue;
    auto job = read_row(field);
    if (job.state != State::unknown) jobs.insert_or_assign(job.id, std::move(job));
  }
  return jobs;
}

}  // namespace aifactory::scheduler::slurm
