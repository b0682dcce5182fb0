// SPDX-License-Identifier: Apache-2.0
#include "job/submission.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/own_script.hpp"

#include "job/option_list.hpp"
#include "job/run_json.hpp"
#include "job/run_name.hpp"
#include "job/sampler.hpp"
#include "job/snapshot.hpp"
#include "job/submitter.hpp"
#include "job/sweep_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace aifactory::job {

namespace {

constexpr std::size_t longest_diff = 4u << 20;

// sbatch replaces %j, %x … in the names of output files.
std::string for_pattern(const std::string& path) {
  return join(split(path, '%'), "%%");
}

Run new_run(const Jobs::Parts& parts, const Jobs::Request& request, const Plan& plan) {
  Run run;
  run.name = new_run_name(request.job.name);
  run.project = request.project;
  run.job = request.job.name;
  run.site = parts.site.id;
  run.folder = parts.root + "/runs/" + run.name;
  run.created = now();
  run.submitter = this_process();
  if (plan.walltime > Seconds{0}) run.time_limit = plan.walltime;
  run.gpus = plan.gpus;
  run.tasks = plan.array_tasks;
  run.array = plan.array;
  run.sweep = plan.sweep;
  run.datasets = request.dataset_fingerprints;
  run.metrics = request.job.metrics;
  const std::string task = plan.array_tasks > 1 ? "-%a" : "";
  run.stdout_path = run.folder + "/stdout" + task + ".log";
  run.stderr_path = run.folder + "/stderr" + task + ".log";
  run.warnings = plan.warnings;
  return run;
}

void add_code(const Jobs::Parts& parts, const Jobs::Request& request, transfer::Observer& observer,
              Prepared& prepared) {
  if (!request.job.code) return;
  auto code = survey_code(*request.job.code, request.code_exclude);
  const auto snapshot = send_code(parts.host, parts.root, code, observer);
  prepared.code_folder = snapshot.folder;
  prepared.run.code_snapshot = snapshot.fingerprint;
  prepared.run.commit = code.commit;
  prepared.diff = std::move(code.diff);
  if (prepared.diff.size() > longest_diff) prepared.diff.resize(longest_diff);
  std::erase(prepared.diff, '\0');
  std::ranges::move(left_behind(code), std::back_inserter(prepared.run.warnings));
}

// What the user passed on counts too. A job whose turn can never come is ended by Slurm, not left to wait for ever.
void add_dependencies(const Jobs::Parts& parts, const Jobs::Request& request, Prepared& prepared) {
  auto value = dependency_value(request.after, parts.site);
  for (const auto& dependency : request.after)
    prepared.run.after.push_back(name_of(dependency));
  if (value.empty()) return;
  OptionList options;
  for (const auto& option : scheduler::parse_options(prepared.plan.options))
    options.set(option);
  if (const auto* own = options.find("dependency"); own && own->value) value += "," + *own->value;
  options.set("dependency", value);
  if (parts.site.scheduler == config::SchedulerKind::slurm) options.set("kill-on-invalid-dep", "yes");
  prepared.plan.options = options.words();
}

}  // namespace

Prepared prepare(const Jobs::Parts& parts, const Jobs::Request& request, transfer::Observer& observer) {
  Prepared prepared;
  prepared.user_script = read_own_script(request.job);
  prepared.plan = plan(request.job, parts.site, prepared.user_script);
  prepared.run = new_run(parts, request, prepared.plan);
  add_dependencies(parts, request, prepared);
  add_code(parts, request, observer, prepared);
  return prepared;
}

Handover make_handover(const Jobs::Parts& parts, const Run& run, const std::vector<std::string>& options,
                       std::string code_folder) {
  scheduler::Submission submission{
      .job_name = run.name, .run_folder = run.folder, .script = "job.sh", .options = options};
  const auto log = [&](const std::string& path) {
    const auto file = path.substr(run.folder.size());
    return for_pattern(run.folder) + file;
  };
  // A job that a site puts back into the queue must not wipe out what it printed. First, so that `sbatch:` goes before.
  if (parts.site.scheduler == config::SchedulerKind::slurm)
    submission.options.insert(submission.options.begin(), "--open-mode=append");
  submission.options.push_back("--chdir=" + run.folder);
  submission.options.push_back("--output=" + log(run.stdout_path));
  submission.options.push_back("--error=" + log(run.stderr_path));
  return {parts.scheduler, std::move(submission), std::move(code_folder)};
}

std::string files_of(const Jobs::Parts& parts, const Jobs::Request& request, const Prepared& prepared) {
  const auto& run = prepared.run;
  std::map<std::string, std::string> files;
  files["job.sh"] = make_script({.job = request.job,
                                 .site = parts.site,
                                 .plan = prepared.plan,
                                 .run_name = run.name,
                                 .run_folder = run.folder,
                                 .dataset_paths = request.dataset_paths,
                                 .user_script = prepared.user_script});
  if (request.job.sampler > Seconds{0}) files["sampler.sh"] = sampler_program();
  files["run.json"] = write_run(run);
  files["spec.json"] = write_spec(request.job, prepared.plan);
  if (prepared.plan.array_tasks > 1 && !run.sweep.empty()) files["tasks.tsv"] = sweep_table(run.sweep);
  if (!prepared.user_script.empty()) files["script"] = prepared.user_script;
  if (!prepared.diff.empty()) files["code.diff"] = prepared.diff;
  return payload(files);
}

Error refused(const Run& run, const scheduler::Refusal& refusal) {
  const auto kind = refusal.for_now            ? ErrorKind::try_again
                    : refusal.about_permission ? ErrorKind::not_permitted
                                               : ErrorKind::bad_input;
  return Error{{.kind = kind,
                .what = fmt::format("{} does not take job {}: {}", run.site, run.job, refusal.text),
                .why = refusal.why,
                .hint = refusal.hint}};
}

}  // namespace aifactory::job
