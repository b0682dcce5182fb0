// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/jobs.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/own_script.hpp"

#include "job/run_json.hpp"
#include "job/submission.hpp"
#include "job/submitter.hpp"
#include "job/told.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

namespace aifactory::job {

namespace {

using transport::Repeat;

// Longer than sbatch may take (nine seconds a try without its controller), and than another attempt is waited for.
constexpr std::chrono::minutes handover_limit{5};

// A submission of which the site knows nothing was given up: soon, when the process that submitted is gone (what it had
// sent may still be on its way), else after a time in which somebody can type a password.
bool is_given_up(const Run& run) {
  const auto age = now() - run.created;
  return age > std::chrono::minutes(10) || (age > std::chrono::minutes(1) && is_gone(run.submitter));
}

transport::Output run_on(const Jobs::Parts& parts, transport::Command command) {
  command.repeat = Repeat::safe;
  return transport::run(parts.host, command);
}

/// A script that asks the batch system.
transport::Output ask_on(const Jobs::Parts& parts, transport::Command command) {
  parts.before_call();
  return run_on(parts, std::move(command));
}

void remove_folder(const Jobs::Parts& parts, const Run& run) {
  run_on(parts, {.script = "rm -rf -- " + shell_quote(run.folder) + "\n"});
}

Error unsettled(const Run& run, std::string why) {
  return Error{{.kind = ErrorKind::try_again,
                .what = "it is not known yet whether " + run.site + " has taken run " + run.name,
                .why = std::move(why),
                .hint = "aifactory job show " + run.name + " finds out; do not submit it again before"}};
}

Settled look(const Jobs::Parts& parts, const Run& run) {
  const auto output =
      ask_on(parts, {.script = look_text(make_handover(parts, run, {}, "")), .time_limit = handover_limit});
  return read_settled(output.out);
}

// sbatch gave up waiting for its answer. The request may still lie before a controller that is only slow.
std::optional<scheduler::JobId> look_for_late_job(const Jobs::Parts& parts, const Run& run) {
  for (const int pause : {1, 3, 6, 10}) {
    interruptible_sleep(Seconds{pause});
    if (const auto settled = look(parts, run); settled.kind == Settled::Kind::taken) return settled.id;
  }
  return std::nullopt;
}

Run taken(const Jobs::Parts& parts, Run run, const scheduler::JobId& id) {
  run.id = id;
  run.submitter.clear();
  run.state = scheduler::State::pending;
  run.submitted = now();
  parts.ledger.update(run);
  return run;
}

[[noreturn]] void leave_nothing(const Jobs::Parts& parts, const Run& run, Error error) {
  try {
    remove_folder(parts, run);
  } catch (const Error& removal) {
    error.add_trail("the run's folder " + run.folder + " could not be removed: " + removal.what());
  }
  parts.ledger.forget(run.name);
  throw error;
}

Run conclude(const Jobs::Parts& parts, const Run& run, const Settled& settled) {
  switch (settled.kind) {
    case Settled::Kind::taken:
      return taken(parts, run, settled.id);
    case Settled::Kind::failed:
      leave_nothing(parts, run,
                    Error{{.kind = ErrorKind::cannot_create,
                           .what = "the folder of run " + run.name + " could not be made on " + run.site,
                           .why = printable(settled.text, Lines::keep),
                           .hint = "check the quota and the rights of " + parts.root}});
    case Settled::Kind::refused: {
      const auto refusal = parts.scheduler.read_refusal(settled.status, settled.text);
      if (!refusal.perhaps_taken) leave_nothing(parts, run, refused(run, refusal));
      if (const auto id = look_for_late_job(parts, run)) return taken(parts, run, *id);
      throw unsettled(run, refusal.text.empty() ? refusal.why : refusal.text);
    }
    default:
      throw unsettled(run, printable(settled.text));
  }
}

// Nothing was sent when there was not even a connection.
bool never_arrived(const Error& error) {
  return error.kind() == ErrorKind::unavailable || error.kind() == ErrorKind::not_permitted;
}

Settled hand_over(const Jobs::Parts& parts, const Jobs::Request& request, const Prepared& prepared) {
  const auto text = submit_text(make_handover(parts, prepared.run, prepared.plan.options, prepared.code_folder));
  const auto files = files_of(parts, request, prepared);
  parts.before_call();
  parts.ledger.add(prepared.run);
  try {
    const auto output = run_on(parts, {.script = text, .input = files, .time_limit = handover_limit});
    return read_settled(output.out);
  } catch (Error& error) {
    if (never_arrived(error))
      parts.ledger.forget(prepared.run.name);
    else
      error.add_trail("while submitting run " + prepared.run.name + "; aifactory job show tells what became of it");
    throw;
  }
}

// How long a run has been going on is no news: each write to the ledger waits for the disk.
std::string text_without_clock(Run run) {
  if (!scheduler::is_final(run.state)) run.elapsed.reset();
  return write_run(run);
}

std::vector<Run> unfinished(const std::vector<Run>& runs) {
  std::vector<Run> some;
  std::ranges::copy_if(runs, std::back_inserter(some),
                       [](const Run& run) { return !run.id.empty() && !scheduler::is_final(run.state); });
  return some;
}

}  // namespace

Jobs::Jobs(Parts parts) : parts_(std::move(parts)) {}

Run Jobs::submit(const Request& request, transfer::Observer& observer) {
  const auto prepared = prepare(parts_, request, observer);
  return conclude(parts_, prepared.run, hand_over(parts_, request, prepared));
}

std::string Jobs::estimate(const Request& request) {
  const auto own_script = read_own_script(request.job);
  const auto made = plan(request.job, parts_.site, own_script);
  const auto script = make_script({.job = request.job,
                                   .site = parts_.site,
                                   .plan = made,
                                   .run_name = request.job.name,
                                   .run_folder = parts_.root,
                                   .dataset_paths = request.dataset_paths,
                                   .user_script = own_script});
  const scheduler::Submission submission{
      .job_name = request.job.name, .options = made.options, .ask = scheduler::Ask::estimate};
  const auto output = ask_on(parts_, {.script = parts_.scheduler.submit_command(submission), .input = script});
  // It was asked in UTC, and says no zone.
  static const std::regex time("([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8})(?![0-9Z:])");
  if (output.ending.ok()) return std::regex_replace(printable(trim(output.out), Lines::keep), time, "$1Z");
  Run run;
  run.site = parts_.site.id;
  run.job = request.job.name;
  throw refused(run, parts_.scheduler.read_refusal(output.ending.shell_status(), output.out + output.err));
}

Run Jobs::settle(Run run) {
  const auto settled = look(parts_, run);
  if (settled.kind == Settled::Kind::taken) return taken(parts_, run, settled.id);
  const bool nobody = settled.kind == Settled::Kind::never || settled.kind == Settled::Kind::lost;
  if (!nobody || !is_given_up(run)) return run;
  run.state = scheduler::State::failed;
  run.reason = "NeverSubmitted";
  parts_.ledger.update(run);
  return run;
}

void Jobs::take_up(Run& run, Told& told) {
  const auto before = text_without_clock(run);
  told.fold_into(run);
  if (!run.task && text_without_clock(run) != before) parts_.ledger.update(run);
}

std::vector<Run> Jobs::refresh(std::vector<Run> runs) {
  for (auto& run : runs)
    if (run.id.empty() && !scheduler::is_final(run.state)) run = settle(std::move(run));
  const auto asked = unfinished(runs);
  if (asked.empty()) return runs;
  auto told = ask(parts_, asked);
  for (auto& run : runs)
    if (!scheduler::is_final(run.state)) take_up(run, told);
  return runs;
}

std::vector<Run> Jobs::wait(std::vector<Run> runs, std::optional<Seconds> limit,
                            const std::function<void(const std::vector<Run>&)>& tick) {
  return wait_for({{this, std::move(runs)}}, limit, tick);
}

void Jobs::cancel(const std::vector<Run>& runs) {
  std::vector<Run> known;
  for (const auto& run : runs) {
    known.push_back(run.id.empty() && !scheduler::is_final(run.state) ? settle(run) : run);
    if (known.back().id.empty() && !scheduler::is_final(known.back().state))
      throw unsettled(run, "so it cannot be cancelled yet");
  }
  std::vector<scheduler::Scheduler::Asked> asked;
  for (const auto& run : unfinished(known))
    asked.push_back({run.id, run.folder});
  if (asked.empty()) return;
  const auto output = ask_on(parts_, {.script = parts_.scheduler.cancel_command(asked)});
  if (output.ending.ok()) return;
  const auto refusal = parts_.scheduler.read_refusal(output.ending.shell_status(), output.err);
  throw Error{{.kind = refusal.for_now ? ErrorKind::try_again : ErrorKind::not_permitted,
               .what = parts_.site.id + " does not cancel: " + refusal.text,
               .why = refusal.why,
               .hint = refusal.hint}};
}

}  // namespace aifactory::job
