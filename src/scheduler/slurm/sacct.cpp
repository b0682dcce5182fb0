// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"

#include "scheduler/slurm/answer.hpp"
#include "scheduler/slurm/fields.hpp"
#include "scheduler/states.hpp"

namespace aifactory::scheduler::slurm {

namespace {

// The order of the format in commands.cpp.
enum Field {
  id,
  state,
  exit_code,
  submitted,
  started,
  ended,
  elapsed,
  limit,
  partition,
  qos,
  account,
  nodes,
  cpus,
  tres,
  work_dir,
  name,
  count
};

// "CANCELLED by 1001": who did it.
std::string canceller(std::string_view word) {
  constexpr std::string_view prefix = "CANCELLED by ";
  return word.starts_with(prefix) ? "by " + std::string(word.substr(prefix.size())) : "";
}

void read_times(const std::vector<std::string_view>& field, JobStatus& job) {
  job.submitted = parse_time(field[submitted]);
  job.started = parse_time(field[started]);
  job.ended = parse_time(field[ended]);
  job.time_limit = minutes(field[limit]);
  if (job.started) job.elapsed = seconds(field[elapsed]);
}

JobStatus read_row(const std::vector<std::string_view>& field) {
  JobStatus job;
  job.id = field[id];
  job.name = field[name];
  job.state = state_from(field[state]);
  job.reason = canceller(field[state]);
  read_exit_code(field[exit_code], job);
  job.partition = field[partition];
  job.qos = field[qos];
  job.account = field[account];
  job.nodes = field[nodes] == "None assigned" ? "" : field[nodes];
  job.work_dir = field[work_dir];
  job.cpus = number(field[cpus]);
  job.gpus = gpus_in_tres(field[tres]);
  read_times(field, job);
  return job;
}

// The brief record goes without what has to be named by slurmdbd.
std::vector<std::string_view> columns(std::string_view line, Names names) {
  if (names == Names::told) return fields_of(line, count);
  auto field = fields_of(line, count - 2);
  if (field.empty()) return field;
  field.insert(field.begin() + qos, std::string_view());
  field.insert(field.begin() + tres, std::string_view());
  return field;
}

// A later row of the same id: its rerun, or, where ids were used again, quite another job.
void replace(JobStatus& old, JobStatus row) {
  if (row.submitted < old.submitted || (row.submitted == old.submitted && row.started < old.started)) return;
  row.restarts = row.name == old.name ? old.restarts + 1 : 0;
  old = std::move(row);
}

}  // namespace

Statuses read_sacct(std::string_view text, Names names) {
  Statuses jobs;
  for (const auto& line : split_lines(text)) {
    const auto field = columns(line, names);
    if (field.empty() || field[id].empty()) continue;
    const auto dot = field[id].find('.');
    if (dot == std::string_view::npos) {
      auto row = read_row(field);
      if (row.state == State::unknown) continue;
      const auto [at, is_new] = jobs.try_emplace(row.id, row);
      if (!is_new) replace(at->second, std::move(row));
    } else if (state_from(field[state]) == State::out_of_memory) {
      // Steps follow the row of the run they belong to.
      if (const auto job = jobs.find(JobId(field[id].substr(0, dot))); job != jobs.end())
        job->second.step_out_of_memory = true;
    }
  }
  return jobs;
}

}  // namespace aifactory::scheduler::slurm
