// SPDX-License-Identifier: Apache-2.0
#include "scheduler/local/status.hpp"

#include "aifactory/base/text.hpp"

#include "scheduler/states.hpp"

#include <charconv>
#include <map>
#include <string>

namespace aifactory::scheduler::local {

namespace {

using Facts = std::map<std::string, std::string, std::less<>>;

std::optional<Time> moment(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end == text.data() || seconds < 0) return std::nullopt;
  return Time(Seconds(seconds));
}

std::string_view fact(const Facts& facts, std::string_view key) {
  const auto found = facts.find(key);
  return found == facts.end() ? std::string_view() : std::string_view(found->second);
}

// "SECONDS STATUS STATE [REASON]"; a status above 128 is the shell's way to tell a signal.
void read_ending(std::string_view text, JobStatus& job) {
  const auto words = split(text, ' ');
  if (words.size() < 3) return;
  if (words.size() > 3) job.reason = words[3];
  job.ended = moment(words[0]);
  job.state = state_from(words[2]);
  int status = 0;
  std::from_chars(words[1].data(), words[1].data() + words[1].size(), status);
  if (status > 128 && status <= 128 + 64)
    job.signal = status - 128;
  else
    job.exit_code = status;
}

JobStatus read_job(const Facts& facts) {
  JobStatus job;
  job.id = fact(facts, "job");
  job.partition = "local";
  job.nodes = fact(facts, "host");
  job.started = moment(fact(facts, "started"));
  if (const auto ending = fact(facts, "ended"); !ending.empty()) {
    read_ending(ending, job);
  } else if (fact(facts, "alive") == "no") {
    job.state = State::failed;
    job.reason = "SupervisorLost";
  } else {
    job.state = job.started ? State::running : State::pending;
    if (!job.started) job.reason = job.id.ends_with(']') ? "JobArrayTaskLimit" : "";
    if (const auto waiting = fact(facts, "waiting"); !waiting.empty()) job.reason = waiting;
  }
  const auto until = job.ended ? job.ended : moment(fact(facts, "now"));
  if (job.started && until && *until >= *job.started && job.reason.empty()) job.elapsed = *until - *job.started;
  return job;
}

}  // namespace

std::vector<JobStatus> read_status(std::string_view out) {
  std::vector<Facts> blocks;
  for (const auto& line : split_lines(out)) {
    const auto blank = line.find(' ');
    if (blank == std::string::npos) continue;
    const auto key = line.substr(0, blank);
    if (key == "job") blocks.emplace_back();
    if (!blocks.empty()) blocks.back().insert_or_assign(key, line.substr(blank + 1));
  }
  std::vector<JobStatus> jobs;
  for (const auto& facts : blocks) {
    auto job = read_job(facts);
    if (job.state != State::unknown) jobs.push_back(std::move(job));
  }
  return jobs;
}

}  // namespace aifactory::scheduler::local
