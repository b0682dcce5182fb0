// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/jobs.hpp"
#include "aifactory/job/task.hpp"

#include "job/clues.hpp"
#include "job/told.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::job {

namespace {

using scheduler::State;

constexpr std::string_view stderr_source = "stderr: ";

// The last lines of the run's stderr; of an array those of the task that wrote last. Bytes first: a line may be
// endless.
std::string tail_text(const Run& run) {
  if (run.stderr_path.empty()) return "";
  const auto pattern = run.stderr_path.rfind("%a");
  const auto files = pattern == std::string::npos ? shell_quote(run.stderr_path)
                                                  : shell_quote(run.stderr_path.substr(0, pattern)) + "*" +
                                                        shell_quote(run.stderr_path.substr(pattern + 2));
  return fmt::format(
      "last=$(ls -t -d -- {} 2>/dev/null | head -n 1)\n"
      "if [ -n \"$last\" ] && [ -s \"$last\" ]; then\n"
      "  printf '@aifactory {}%s\\n' \"${{last##*/}}\"\n"
      "  tail -c 16384 -- \"$last\" | tail -n 15 | sed 's/^@aifactory/ &/'; printf '\\n@aifactory end\\n'\n"
      "fi\n",
      files, stderr_source);
}

bool is_silent(const Run& run) {
  return run.state == State::completed && !run.step_out_of_memory;
}

// What a program wrote at its end says more than its exit status, and than a signal 9 of unknown origin.
bool may_be_told_by_output(const Run& run) {
  const bool plain =
      run.reason.empty() || run.reason == "NonZeroExitCode" || run.reason.find(" tasks ") != run.reason.npos;
  return run.state == State::failed && (plain || run.reason.starts_with("RaisedSignal"));
}

void add_clues(Diagnosis& diagnosis) {
  if (!may_be_told_by_output(diagnosis.run)) return;
  for (const auto& said : diagnosis.evidence) {
    if (!said.source.starts_with(stderr_source)) continue;
    if (auto clue = read_clues(said.lines)) {
      diagnosis.explanation.cause += "; " + clue->cause;
      diagnosis.explanation.next_step = std::move(clue->next_step);
    }
  }
}

}  // namespace

scheduler::JobStatus status_of(const Run& run) {
  scheduler::JobStatus status;
  status.id = run.id;
  status.name = run.name;
  status.state = run.state;
  status.reason = run.reason;
  status.exit_code = run.exit_code;
  status.signal = run.signal;
  status.time_limit = run.time_limit;
  status.partition = run.partition;
  status.qos = run.qos;
  status.account = run.account;
  status.nodes = run.nodes;
  status.restarts = run.restarts;
  status.step_out_of_memory = run.step_out_of_memory;
  return status;
}

Diagnosis Jobs::diagnose(const Run& run) {
  Diagnosis diagnosis{.run = run.id.empty() ? refresh({run}).front() : run};
  auto& now = diagnosis.run;
  const bool array = !task_numbers(now).empty();
  if (!now.id.empty() && (array || !scheduler::is_final(now.state))) {
    auto told = ask(parts_, {now});
    if (!scheduler::is_final(now.state)) take_up(now, told);
    if (array) diagnosis.tasks = told.tasks_of(now);
  }
  auto facts = scheduler::facts_of(status_of(now), parts_.site);
  std::string script = now.id.empty() ? "" : parts_.scheduler.evidence_command({now.id, now.folder});
  if (scheduler::is_final(now.state)) script += tail_text(now);
  if (!script.empty()) {
    if (!now.id.empty()) parts_.before_call();
    const auto output = transport::run(parts_.host, {.script = script + "exit 0\n", .repeat = transport::Repeat::safe});
    auto testimony = scheduler::read_testimony(output.out);
    diagnosis.evidence = std::move(testimony.evidence);
    for (auto& [key, value] : testimony.facts)
      facts.insert_or_assign(key, std::move(value));
  }
  diagnosis.explanation = scheduler::explain(status_of(now), facts);
  add_clues(diagnosis);
  if (is_silent(now)) diagnosis.explanation = {};
  return diagnosis;
}

}  // namespace aifactory::job
