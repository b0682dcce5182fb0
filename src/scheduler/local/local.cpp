// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/scheduler/options.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include "scheduler/local/scripts.hpp"
#include "scheduler/local/status.hpp"

#include <fmt/format.h>

namespace aifactory::scheduler {

namespace {

std::string value_of(std::span<const Option> options, std::string_view name, std::string otherwise) {
  const auto* option = find_option(options, name);
  return option && option->value ? *option->value : std::move(otherwise);
}

// Slurm's words for "no limit" and for nonsense both mean none here; plan() has checked the time before.
std::string limit_of(std::span<const Option> options) {
  const auto limit = parse_duration(value_of(options, "time", "0"));
  return std::to_string(limit.value_or(Seconds{0}).count());
}

std::vector<std::string> supervisor_words(const Submission& submission, Seconds grace) {
  const auto options = parse_options(submission.options);
  const auto tasks = value_of(options, "ntasks", value_of(options, "ntasks-per-node", "1"));
  return {std::string(local::process_functions) + std::string(local::supervisor),
          "aifactory-job",
          submission.run_folder,
          submission.job_name,
          submission.script,
          limit_of(options),
          tasks,
          value_of(options, "cpus-per-task", "0"),
          value_of(options, "output", "stdout.log"),
          value_of(options, "error", "stderr.log"),
          std::to_string(grace.count())};
}

/// Jobs as processes of this machine.
class Local : public Scheduler {
 public:
  explicit Local(Seconds grace) : grace_(grace) {}

  std::string submit_command(const Submission& submission) const override {
    if (submission.ask == Ask::estimate) return "echo 'this machine starts jobs at once'\n";
    return fmt::format("cd {} || exit 73\nset -- {}\n{}", shell_quote(submission.run_folder),
                       shell_join(supervisor_words(submission, grace_)), local::launch);
  }

  Refusal read_refusal(int, std::string_view err) const override {
    return {.text = printable(trim(err)),
            .why = "this machine could not start the job",
            .hint = "is there space on the disk, and may you write into the run's folder?",
            .perhaps_taken = err.find("did not start within") != err.npos};
  }

  std::string query_command(std::span<const Asked> jobs) const override {
    return calls(local::look, jobs, [](const Asked& job) {
      return fmt::format("(look {} {})\n", shell_quote(job.run_folder), shell_quote(job.id));
    });
  }

  std::vector<JobStatus> read_status(std::string_view out, std::string_view err, int exit_status) const override {
    if (exit_status != 0)
      throw Error{{.kind = ErrorKind::protocol,
                   .what = "this machine's answer about jobs is cut short",
                   .why = printable(trim(err), Lines::keep)}};
    return local::read_status(out);
  }

  // The folder is the record: there is nobody else to ask.
  std::string find_command(std::string_view) const override { return "[ ! -s .batch/id ] || cat .batch/id\n"; }

  std::string cancel_command(std::span<const Asked> jobs) const override {
    return calls(local::stop, jobs,
                 [](const Asked& job) { return fmt::format("(stop {})\n", shell_quote(job.run_folder)); });
  }

 private:
  template <class Call>
  static std::string calls(std::string_view function, std::span<const Asked> jobs, const Call& call) {
    auto text = std::string(local::process_functions) + std::string(function);
    for (const auto& job : jobs)
      if (!job.run_folder.empty()) text += call(job);
    return text + "exit 0\n";
  }

  Seconds grace_;
};

}  // namespace

std::unique_ptr<Scheduler> make_local(Seconds grace) {
  return std::make_unique<Local>(grace);
}

}  // namespace aifactory::scheduler
