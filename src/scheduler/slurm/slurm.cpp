// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include "scheduler/slurm/answer.hpp"
#include "scheduler/slurm/commands.hpp"
#include "scheduler/slurm/refusal.hpp"

namespace aifactory::scheduler {

namespace {

using slurm::Section;

// squeue says this, and fails, when the only job asked for has left its memory: an answer, not a failure.
bool answered(const Section& squeue) {
  return squeue.status == 0 || squeue.text.find("Invalid job id specified") != std::string::npos;
}

[[noreturn]] void no_answer(const Section& squeue, const Section& sacct) {
  if (squeue.status == 127)
    throw Error{{.kind = ErrorKind::unavailable,
                 .what = "Slurm's commands are not to be found on the site",
                 .why = printable(trim(squeue.text)),
                 .hint = "log in there and see whether `squeue` works; it may need a module"}};
  throw Error{{.kind = ErrorKind::try_again,
               .what = "Slurm does not answer",
               .why = printable(trim(squeue.text.empty() ? sacct.text : squeue.text), Lines::keep),
               .hint = "jobs go on meanwhile; try again in a few minutes"}};
}

constexpr std::string_view accounting_only =
    "Slurm's controller does not answer; jobs are shown as its accounting has them, which may be late";

class Slurm : public Scheduler {
 public:
  std::string submit_command(const Submission& submission) const override { return slurm::submit_text(submission); }

  Refusal read_refusal(int exit_status, std::string_view err) const override {
    return slurm::read_refusal(exit_status, err);
  }

  std::string query_command(std::span<const Asked> jobs) const override { return slurm::query_text(jobs); }

  StatusAnswer read_status(std::string_view out, std::string_view err, int exit_status) const override {
    const auto sections = slurm::sections_of(out);
    const auto squeue = sections.find("squeue");
    const auto names = sections.contains("sacct") ? slurm::Names::told : slurm::Names::left_out;
    const auto sacct = sections.find(names == slurm::Names::told ? "sacct" : "sacct brief");
    const auto scontrol = sections.find("scontrol");
    if (exit_status != 0 || squeue == sections.end() || sacct == sections.end() || scontrol == sections.end())
      throw Error{{.kind = ErrorKind::protocol,
                   .what = "the site's answer about jobs is cut short",
                   .why = printable(trim(err), Lines::keep)}};
    const bool controller_answered = answered(squeue->second);
    if (!controller_answered && sacct->second.status != 0) no_answer(squeue->second, sacct->second);
    const auto own = sections.find("ended");
    const auto began = sections.find("began");
    return {slurm::merge({.live = slurm::read_squeue(squeue->second.text),
                          .recorded = slurm::read_sacct(sacct->second.text, names),
                          .details = slurm::read_scontrol(scontrol->second.text),
                          .own = own == sections.end() ? slurm::Statuses{} : slurm::read_records(own->second.text),
                          .began = began == sections.end() ? std::string_view() : began->second.text,
                          .controller_answered = controller_answered}),
            controller_answered ? "" : std::string(accounting_only)};
  }

  std::string find_command(std::string_view job_name) const override { return slurm::find_text(job_name); }

  std::string cancel_command(std::span<const Asked> jobs) const override { return slurm::cancel_text(jobs); }

  std::string evidence_command(const Asked& job) const override {
    return slurm::is_id(job.id) ? slurm::evidence_text(job.id) : "";
  }
};

}  // namespace

std::unique_ptr<Scheduler> make_slurm() {
  return std::make_unique<Slurm>();
}

}  // namespace aifactory::scheduler
