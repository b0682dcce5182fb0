// SPDX-License-Identifier: Apache-2.0
#include "cli/project_choice.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/task.hpp"
#include "aifactory/scheduler/options.hpp"

#include "cli/app_context.hpp"
#include "cli/lost_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace aifactory::cli {

namespace {

std::vector<int> task_numbers(const std::string& name, std::string_view tasks) try {
  return scheduler::array_tasks(tasks);
} catch (const Error&) {
  throw Error{{.kind = ErrorKind::usage,
               .what = fmt::format("'{}' names no tasks", printable(name)),
               .hint = "write them as RUN_3 or RUN_[0-4,7]"}};
}

}  // namespace

std::vector<const config::Dataset*> chosen_datasets(const config::Settings& settings,
                                                    const std::vector<std::string>& names) {
  std::vector<const config::Dataset*> chosen;
  for (const std::string& name : names)
    chosen.push_back(&settings.dataset(name));
  if (names.empty())
    for (const auto& [name, dataset] : settings.project().datasets)
      chosen.push_back(&dataset);
  if (chosen.empty())
    throw Error{{.kind = ErrorKind::no_input,
                 .what = "the project has no datasets",
                 .where = settings.project().file.string(),
                 .hint = "add one under 'datasets:', for example  corpus: {path: data/corpus}"}};
  return chosen;
}

const config::Job& chosen_job(const config::Settings& settings, const std::string& name) {
  if (!name.empty()) return settings.job(name);
  const auto& jobs = settings.project().jobs;
  if (jobs.size() == 1) return jobs.begin()->second;
  std::vector<std::string> names;
  for (const auto& [job_name, job] : jobs)
    names.push_back(job_name);
  if (names.empty())
    throw Error{{.kind = ErrorKind::no_input,
                 .what = "the project has no jobs",
                 .where = settings.project().file.string(),
                 .hint = "add one under 'jobs:', for example  train: {command: python3 train.py}"}};
  throw Error{{.kind = ErrorKind::usage,
               .what = "which job? The project has several",
               .why = join(names, ", "),
               .hint = fmt::format("aifactory job submit {}", names.front())}};
}

std::vector<job::Run> chosen_runs(AppContext& context, const std::vector<std::string>& names) {
  recover_if_lost(context);
  std::vector<job::Run> runs;
  for (const std::string& name : names)
    runs.push_back(context.ledger().find(context.project_folder(), name));
  if (names.empty()) runs.push_back(context.ledger().find(context.project_folder(), ""));
  return runs;
}

std::vector<job::Run> chosen_runs_or_tasks(AppContext& context, const std::vector<std::string>& names) {
  if (names.empty()) return chosen_runs(context, names);
  recover_if_lost(context);
  const std::string project = context.project_folder();
  std::vector<job::Run> runs;
  for (const std::string& name : names) {
    const auto [run_name, tasks] = job::split_task_name(name);
    if (const auto whole = context.ledger().find_if_any(project, name); whole || tasks.empty()) {
      runs.push_back(whole ? *whole : context.ledger().find(project, name));
      continue;
    }
    const job::Run run = context.ledger().find(project, run_name);
    for (const int number : task_numbers(name, tasks))
      runs.push_back(job::task_of(run, number));
  }
  return runs;
}

std::vector<job::Run> refreshed(AppContext& context, std::vector<job::Run> runs) {
  std::map<std::string, std::vector<job::Run>> by_site;
  for (const job::Run& run : runs)
    if (!scheduler::is_final(run.state)) by_site[run.site].push_back(run);
  std::map<std::string, job::Run> fresh;
  for (const auto& [site, asked] : by_site) {
    try {
      for (job::Run& run : context.site(site).jobs().refresh(asked))
        fresh.insert_or_assign(run.name, std::move(run));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      output::warn(context.terminal(),
                   fmt::format("{}: {}; its runs are shown as they were last known", site, error.what()));
    }
  }
  for (job::Run& run : runs)
    if (const auto found = fresh.find(run.name); found != fresh.end()) run = found->second;
  return runs;
}

}  // namespace aifactory::cli
