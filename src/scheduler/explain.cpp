// SPDX-License-Identifier: Apache-2.0
#include "aifactory/scheduler/explain.hpp"

#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include "scheduler/reasons.hpp"
#include "scheduler/wording.hpp"

#include <fmt/format.h>

#include <csignal>
#include <utility>

namespace aifactory::scheduler {

namespace {

// '*' stands for any text.
bool fits(std::string_view pattern, std::string_view reason) {
  const auto star = pattern.find('*');
  if (star == pattern.npos) return pattern == reason;
  if (!reason.starts_with(pattern.substr(0, star))) return false;
  const auto rest = pattern.substr(star + 1);
  if (rest.empty()) return true;
  for (auto at = star; at <= reason.size(); ++at)
    if (fits(rest, reason.substr(at))) return true;
  return false;
}

Explanation look_up(std::span<const Reason> reasons, std::string_view reason, const Facts& facts) {
  for (const auto& row : reasons)
    if (fits(row.reason, reason)) return {word(row.cause, facts), word(row.next_step, facts)};
  return {};
}

// "QoS acc_debug", or "its QoS" where the name is not known.
void name_it(Facts& facts, std::string_view key, std::string_view fact, std::string_view noun) {
  const auto found = facts.find(fact);
  put(facts, key, found == facts.end() ? fmt::format("its {}", noun) : fmt::format("{} {}", noun, found->second));
}

Facts with_names(const JobStatus& job, const Facts& known) {
  auto facts = facts_of(job, {});
  for (const auto& [key, value] : known)
    put(facts, key, value);
  name_it(facts, "its_qos", "qos", "QoS");
  name_it(facts, "its_partition", "partition", "partition");
  name_it(facts, "its_account", "account", "account");
  name_it(facts, "its_project", "account", "project");
  return facts;
}

std::string see_logs(const Facts& facts) {
  return word("see the end of its logs: aifactory job logs[ {run}]", facts);
}

Explanation explain_signal(int signal, const Facts& facts) {
  constexpr std::pair<int, std::string_view> crashes[] = {
      {SIGSEGV, "it read or wrote memory that is not its own"},
      {SIGBUS, "it read beyond the end of a file, or the disk below a mapped file is full"},
      {SIGILL, "it was built for another kind of processor"},
      {SIGFPE, "it divided by zero"},
      {SIGABRT, "it gave up by itself: an assertion, or an error inside a library"}};
  for (const auto& [number, what] : crashes)
    if (signal == number) return {fmt::format("its program crashed with signal {}: {}", signal, what), see_logs(facts)};
  if (signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGUSR1 || signal == SIGUSR2)
    return {fmt::format("signal {} ended it: somebody or something asked it to stop", signal), see_logs(facts)};
  return {fmt::format("signal {} ended it: a crash of the program itself", signal), see_logs(facts)};
}

Explanation explain_failure(const JobStatus& job, const Facts& facts) {
  if (job.step_out_of_memory) return look_up(ending_reasons(), "OutOfMemory", facts);
  if (job.signal == SIGKILL) return look_up(ending_reasons(), "RaisedSignal:9", facts);
  if (job.signal != 0) return explain_signal(job.signal, facts);
  switch (job.exit_code) {
    case 126:
      return {"its command is not executable (status 126)", "chmod +x the script, or name its interpreter"};
    case 127:
      return {"its command was not found (status 127)",
              "load what it needs with `modules:`, and check that the file is tracked by git, so that it goes along"};
    default:
      return {fmt::format("its command ended with status {}", job.exit_code), see_logs(facts)};
  }
}

Explanation explain_cancelled(const JobStatus& job) {
  if (job.reason == "by 0") return {"the system or an administrator cancelled it", "ask the site's support why"};
  if (job.reason.starts_with("by ")) return {"it was cancelled by user " + printable(job.reason.substr(3)), ""};
  return {"it was cancelled", ""};
}

Explanation explain_waiting(const JobStatus& job, const Facts& facts) {
  auto words = look_up(waiting_reasons(), job.reason.empty() ? "None" : std::string_view(job.reason), facts);
  if (words.cause.empty())
    words = {"the batch system says: " + printable(job.reason), "wait; ask the site's support if it lasts"};
  if (job.restarts > 0) words.cause += fmt::format(" (it was put back into the queue {} times)", job.restarts);
  return words;
}

// Without an id its submission was never answered.
Explanation explain_unknown(const JobStatus& job) {
  if (!job.id.empty()) return {};
  return {"its submission was broken off: it is not known yet whether the batch system has taken it",
          "ask again in a minute; do not submit it again before"};
}

Explanation explain_by_state(const JobStatus& job, const Facts& facts) {
  switch (job.state) {
    case State::pending:
    case State::requeued:
      return explain_waiting(job, facts);
    case State::failed:
      return explain_failure(job, facts);
    case State::timed_out:
      return look_up(ending_reasons(), "TimeLimit", facts);
    case State::cancelled:
      return explain_cancelled(job);
    case State::out_of_memory:
      return look_up(ending_reasons(), "OutOfMemory", facts);
    case State::node_failed:
      return look_up(ending_reasons(), "NodeFail", facts);
    case State::preempted:
      return {"a job with a higher priority took its place; it may start again", "wait"};
    case State::suspended:
      return {"the site has suspended it: others need its nodes for a while", "wait"};
    case State::boot_failed:
      return {"its nodes could not be started", "submit it again; it is not your job's fault"};
    case State::deadline:
      return look_up(ending_reasons(), "DeadLine", facts);
    case State::completed:
      if (!job.step_out_of_memory) return {};
      return {
          word("it ended with status 0, but one of its steps[, {step},] was killed for using too much memory", facts),
          "check the results; raise `memory:`, and let the script end when srun fails (set -e)"};
    case State::unknown:
      return explain_unknown(job);
    default:
      return {};
  }
}

bool ended_badly(const JobStatus& job) {
  return is_final(job.state) && job.state != State::completed;
}

}  // namespace

Explanation explain(const JobStatus& status, const Facts& known) {
  if (status.state == State::completed && !status.step_out_of_memory) return {};
  const auto facts = with_names(status, known);
  if (ended_badly(status) && status.reason != "TimeLimit")
    if (auto words = look_up(ending_reasons(), status.reason, facts); !words.cause.empty()) return words;
  auto words = explain_by_state(status, facts);
  // Of an array the reason counts the tasks.
  if (ended_badly(status) && status.reason.find(" tasks ended badly") != std::string::npos)
    words.cause = printable(status.reason) + word("[ ({tasks.bad})]", facts) + "; the worst: " + words.cause;
  return words;
}

}  // namespace aifactory::scheduler
