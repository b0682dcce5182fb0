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

std::string value_of(std::span<const Option> options, std::string_view name, std::string_view otherwise) {
  const auto* option = find_option(options, name);
  return option && option->value ? *option->value : std::string(otherwise);
}

// Slurm's words for "no limit" and for nonsense both mean none here; plan() has checked the time before.
std::string limit_of(std::span<const Option> options) {
  const auto limit = parse_duration(value_of(options, "time", "0"));
  return std::to_string(limit.value_or(Seconds{0}).count());
}

std::string variable(std::string_view name, std::string_view value) {
  return fmt::format("{}={}\n", name, shell_quote(value));
}

// The name of an output file, as sbatch takes it: "%a" is the task's number, "%%" a percent sign.
std::string output_variables(std::string_view name, std::string_view pattern) {
  std::string parts[2];
  int part = 0;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const auto two = pattern.substr(at, 2);
    if (two == "%a" && part == 0) part = 1;
    if (two == "%%" || two == "%a") ++at;
    if (two != "%a") parts[part] += pattern[at];
  }
  return variable(name, parts[0]) + variable(std::string(name) + "_end", parts[1]);
}

std::string array_variables(const std::string& array) {
  std::string numbers;
  for (const int number : array_tasks(array))
    numbers += (numbers.empty() ? "" : " ") + std::to_string(number);
  const auto percent = array.find('%');
  return variable("array", numbers) + variable("at_once", percent == array.npos ? "0" : array.substr(percent + 1));
}

// "afterok:12:13,afterany:14" is "ok:12 ok:13 any:14".
std::string after_variable(const std::string& dependency) {
  std::string after;
  for (const auto& item : split(dependency, ',')) {
    const auto words = split(item, ':');
    if (words.size() < 2 || (words[0] != "afterok" && words[0] != "afterany" && words[0] != "afternotok"))
      throw Error{{.kind = ErrorKind::bad_input,
                   .what = "this machine does not know --dependency=" + printable(dependency),
                   .hint = "it knows afterok, afterany and afternotok; or write `after:`"}};
    for (std::size_t i = 1; i < words.size(); ++i)
      after += (after.empty() ? "" : " ") + words[0].substr(5) + ":" + words[i];
  }
  return variable("after", after);
}

// "B:USR1@300"
std::string warning_variable(const std::string& signal) {
  const auto name = signal.substr(signal.starts_with("B:") ? 2 : 0);
  const auto at = name.find('@');
  return variable("warning",
                  name.empty() ? "" : name.substr(0, at) + " " + (at == name.npos ? "60" : name.substr(at + 1)));
}

std::string supervisor_text(const Submission& submission, Seconds grace) {
  const auto options = parse_options(submission.options);
  const auto value = [&](std::string_view name, std::string_view otherwise) {
    return value_of(options, name, otherwise);
  };
  std::string text = variable("run", submission.run_folder) + variable("name", submission.job_name) +
                     variable("script", submission.script) + variable("limit", limit_of(options)) +
                     variable("tasks", value("ntasks", value("ntasks-per-node", "1"))) +
                     variable("cpus", value("cpus-per-task", "0")) + variable("grace", std::to_string(grace.count())) +
                     output_variables("out", value("output", "stdout.log")) +
                     output_variables("err", value("error", "stderr.log")) + warning_variable(value("signal", ""));
  const auto array = value("array", "");
  text += array.empty() ? "array= at_once=0\n" : array_variables(array);
  const auto dependency = value("dependency", "");
  text += dependency.empty() ? "after=\n" : after_variable(dependency);
  return text + std::string(local::process_functions) + std::string(local::supervisor);
}

/// Jobs as processes of this machine.
class Local : public Scheduler {
 public:
  explicit Local(Seconds grace) : grace_(grace) {}

  std::string submit_command(const Submission& submission) const override {
    if (submission.ask == Ask::estimate) return "echo 'this machine starts jobs at once'\n";
    return fmt::format("cd {} || exit 73\nset -- {} aifactory-job\n{}", shell_quote(submission.run_folder),
                       shell_quote(supervisor_text(submission, grace_)), local::launch);
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

  StatusAnswer read_status(std::string_view out, std::string_view err, int exit_status) const override {
    if (exit_status != 0)
      throw Error{{.kind = ErrorKind::protocol,
                   .what = "this machine's answer about jobs is cut short",
                   .why = printable(trim(err), Lines::keep)}};
    return {.jobs = local::read_status(out)};
  }

  // The folder is the record: there is nobody else to ask.
  std::string find_command(std::string_view) const override { return "[ ! -s .batch/id ] || cat .batch/id\n"; }

  std::string cancel_command(std::span<const Asked> jobs) const override {
    return calls(local::stop, jobs, [](const Asked& job) {
      const auto bar = std::min(job.id.find('_'), job.id.size());
      return fmt::format("(stop{} {} {})\n", bar < job.id.size() ? "_task" : "", shell_quote(job.run_folder),
                         bar < job.id.size() ? shell_quote(job.id.substr(bar + 1)) : "");
    });
  }

  std::string evidence_command(const Asked& job) const override {
    if (job.run_folder.empty()) return "";
    return fmt::format("{}{}printf '@aifactory this machine\\n'\n(look {} {})\nprintf '@aifactory end\\n'\n",
                       local::process_functions, local::look, shell_quote(job.run_folder),
                       shell_quote(job.id.substr(0, job.id.find('_'))));
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
