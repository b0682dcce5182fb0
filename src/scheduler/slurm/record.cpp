// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"

#include "scheduler/slurm/answer.hpp"
#include "scheduler/slurm/fields.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace aifactory::scheduler {

// A shell that a signal ends runs its EXIT trap with the status of whatever came before: a 0 there proves nothing,
// unless the script came to its end.
std::string_view record_start() {
  return R"sh(
aifactory_began=$(date +%s)
aifactory_note() {
  printf '%s %s %s %s %s\n' "${SLURM_ARRAY_TASK_ID:--}" "$1" "$aifactory_began" "$(date +%s)" "${SLURMD_NODENAME:-$(uname -n)}"
} >>"$AIFACTORY_RUN_DIR/ended" 2>/dev/null
aifactory_end() { aifactory_final=$1; return "$1"; }
aifactory_trap() { [ "$1" != 0 ] || set -- "${aifactory_final:-?}"; aifactory_note "$1"; }
trap 'aifactory_trap "$?"' EXIT
aifactory_note running
)sh";
}

std::string_view record_end() {
  return "\naifactory_end \"$?\"\n";
}

namespace slurm {

namespace {

std::optional<Time> moment(std::string_view text) {
  const auto value = seconds(text);
  return value ? std::optional(Time(*value)) : std::nullopt;
}

bool is_task(std::string_view text) {
  return text == "-" || (!text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); }));
}

// The shell's way to tell a signal is a status above 128.
void read_exit_status(int status, JobStatus& job) {
  job.state = status == 0 ? State::completed : State::failed;
  if (status > 128 && status <= 128 + 64)
    job.signal = status - 128;
  else
    job.exit_code = status;
}

}  // namespace

Statuses read_records(std::string_view text) {
  Statuses jobs;
  for (const auto& line : split_lines(text)) {
    const auto words = split(line, ' ');
    if (words.size() != 6 || words[0].empty() || !is_task(words[1])) continue;
    const JobId id = words[1] == "-" ? words[0] : words[0] + "_" + words[1];
    int status = -1;
    const auto [end, error] = std::from_chars(words[2].data(), words[2].data() + words[2].size(), status);
    // The last line of a task counts: what began anew has not ended.
    jobs.erase(id);
    if (error != std::errc{} || end != words[2].data() + words[2].size() || status < 0 || status > 255) continue;
    JobStatus job{.id = id};
    read_exit_status(status, job);
    job.started = moment(words[3]);
    job.ended = moment(words[4]);
    if (job.started && job.ended && *job.ended >= *job.started) job.elapsed = *job.ended - *job.started;
    job.nodes = words[5];
    jobs.emplace(id, std::move(job));
  }
  return jobs;
}

}  // namespace slurm

}  // namespace aifactory::scheduler
