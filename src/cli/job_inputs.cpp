// SPDX-License-Identifier: Apache-2.0
#include "cli/job_inputs.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/circle.hpp"

#include "cli/app_context.hpp"
#include "cli/project_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace aifactory::cli {
namespace {

void require_here(const config::Dataset& dataset) {
  if (std::filesystem::exists(dataset.path)) return;
  throw Error{{.kind = ErrorKind::no_input,
               .what = fmt::format("dataset {} has no {}", dataset.name, dataset.path.string()),
               .hint = "put the data there, or correct its 'path' in aifactory.yaml"}};
}

[[noreturn]] void not_on_site(const std::string& dataset, const std::string& site) {
  throw Error{{.kind = ErrorKind::no_input,
               .what = fmt::format("dataset {} is not on {} yet", dataset, site),
               .hint = fmt::format("aifactory dataset upload {}", dataset)}};
}

[[noreturn]] void waits_for_itself(const std::vector<std::string>& circle) {
  throw Error{{.kind = ErrorKind::bad_input,
               .what = fmt::format("job {} would never start: it waits for itself", circle.front()),
               .why = join(circle, " after "),
               .hint = "take one `after:` out of aifactory.yaml"}};
}

job::Run latest_run_of(AppContext& context, const std::string& job) {
  const std::string& site = context.site().profile().id;
  for (const job::Run& run : context.ledger().list({.project = context.project_folder(), .site = site}))
    if (run.job == job) return run;
  const auto circle = job::circle_of(context.settings().project().jobs, job);
  if (!circle.empty()) waits_for_itself(circle);
  throw Error{{.kind = ErrorKind::no_input,
               .what = fmt::format("there is no run of job {} on {} to wait for", job, site),
               .hint = fmt::format("aifactory job submit {}", job)}};
}

}  // namespace

config::Job job_to_submit(AppContext& context, const std::string& name) {
  if (name != "-") return chosen_job(context.settings(), name);
  constexpr std::streamsize most = 1 << 20;
  std::string text(most + 1, '\0');
  std::cin.read(text.data(), most + 1);
  text.resize(static_cast<std::size_t>(std::cin.gcount()));
  if (text.size() > most)
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "the job on standard input is larger than 1 MiB",
                 .hint = "it is a few lines of YAML: {command: …, gpus: 4}"}};
  return context.settings().read_job(text);
}

std::vector<job::Dependency> find_dependencies(AppContext& context, const std::vector<std::string>& after) {
  std::vector<job::Dependency> dependencies;
  std::vector<job::Run> runs;
  for (const std::string& text : after) {
    const auto [name, ending] = job::parse_dependency(text);
    const bool is_job = context.settings().has_project() && context.settings().project().jobs.contains(name);
    const auto found = is_job ? std::vector{latest_run_of(context, name)} : chosen_runs_or_tasks(context, {name});
    runs.insert(runs.end(), found.begin(), found.end());
    dependencies.resize(runs.size(), {.ending = ending, .run = {}});
  }
  if (!runs.empty()) runs = refreshed(context, runs);
  for (std::size_t at = 0; at < runs.size(); ++at)
    dependencies[at].run = runs[at];
  return dependencies;
}

std::vector<std::filesystem::path> code_exclude(AppContext& context) {
  std::vector<std::filesystem::path> folders;
  if (context.settings().has_project())
    for (const auto& [name, dataset] : context.settings().project().datasets)
      if (!dataset.path.empty()) folders.push_back(dataset.path);
  return folders;
}

job::Jobs::Request make_request(AppContext& context, const config::Job& job) {
  job::Jobs::Request request{
      .job = job, .project = context.project_folder(), .dataset_paths = {}, .dataset_fingerprints = {}};
  request.code_exclude = code_exclude(context);
  request.after = find_dependencies(context, job.after);
  if (job.datasets.empty()) return request;
  const std::vector<dataset::Placed> placed = context.site().datasets().list();
  for (const std::string& name : job.datasets) {
    const config::Dataset& dataset = context.settings().dataset(name);
    const auto found = std::ranges::find(placed, name, &dataset::Placed::name);
    if (found != placed.end() && found->finished) {
      request.dataset_paths[name] = found->path;
      request.dataset_fingerprints[name] = found->fingerprint;
    } else if (context.site().is_local() && dataset.url.empty()) {
      require_here(dataset);
      request.dataset_paths[name] = dataset.path.string();
    } else {
      not_on_site(name, context.site().profile().id);
    }
  }
  return request;
}

}  // namespace aifactory::cli
