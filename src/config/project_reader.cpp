// SPDX-License-Identifier: Apache-2.0
#include "config/project_reader.hpp"

#include "aifactory/base/text.hpp"

#include "config/check.hpp"
#include "config/read.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::config {
namespace {

bool is_address(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

Dataset read_dataset(const Node::Member& member) {
  const auto& node = member.value;
  Dataset dataset;
  dataset.name = member.key;
  if (const auto* path = node.find("path")) {
    if (is_address(path->text))
      dataset.url = path->text;
    else
      dataset.path = read_path(*path);
  }
  read(node, "sha256", dataset.sha256);
  dataset.sha256 = to_lower(dataset.sha256);
  if (const auto* pack = node.find("pack"); pack && pack->text == "tar") dataset.pack = Pack::tar;
  read(node, "licence", dataset.licence);
  read(node, "source", dataset.source);
  read(node, "description", dataset.description);
  read(node, "personal_data", dataset.personal_data);
  read(node, "agreement", dataset.agreement);
  read(node, "exclude", dataset.exclude);
  return dataset;
}

void read_resources(const Node& node, Job& job) {
  read(node, "gpus", job.gpus);
  read(node, "nodes", job.nodes);
  read(node, "tasks", job.tasks);
  read(node, "cpus", job.cpus);
  read(node, "memory", job.memory);
  read(node, "time", job.time);
  read(node, "class", job.queue_class);
  read(node, "account", job.account);
  read(node, "qos", job.qos);
  read(node, "partition", job.partition);
}

void read_kind(const Node& node, Job& job) {
  read(node, "array", job.array);
  read(node, "limit", job.limit);
  read(node, "after", job.after);
  read(node, "launch", job.launch);
  read(node, "requeue", job.requeue);
  if (const auto* sweep = node.find("sweep")) {
    for (const auto& member : sweep->members)
      read(*sweep, member.key, job.sweep.emplace_back(Parameter{.name = member.key}).values);
  }
  if (const auto* signal = node.find("signal")) {
    job.signal.emplace();
    read(*signal, "name", job.signal->name);
    read(*signal, "before", job.signal->before);
  }
}

Job read_job(const Node::Member& member) {
  const auto& node = member.value;
  Job job;
  job.name = member.key;
  read(node, "command", job.command);
  if (const auto* script = node.find("script")) job.script = read_path(*script);
  if (const auto* code = node.find("code")) job.code = read_path(*code);
  read_resources(node, job);
  read_kind(node, job);
  read(node, "modules", job.modules);
  read(node, "container", job.container);
  read(node, "datasets", job.datasets);
  read(node, "env", job.env);
  read(node, "sbatch", job.sbatch);
  read(node, "metrics", job.metrics);
  if (const auto* sampler = node.find("sampler"))
    job.sampler = sampler->text == "false" ? Seconds{0} : parse_duration(sampler->text).value_or(job.sampler);
  return job;
}

Failure failure_at(const Place& place, std::string what, std::string hint) {
  return {.kind = ErrorKind::config, .what = std::move(what), .where = place.text(), .hint = std::move(hint)};
}

void check_command(const Node::Member& job, std::vector<Failure>& failures) {
  const auto* command = job.value.find("command");
  const auto* script = job.value.find("script");
  if (command && script) {
    failures.push_back(failure_at(
        std::max(command->place.line, script->place.line) == command->place.line ? command->place : script->place,
        fmt::format("jobs.{} has both a command and a script", job.key), "keep one of them"));
  } else if (!script && (!command || trim(command->text).empty())) {
    failures.push_back(failure_at(job.place, fmt::format("jobs.{} has nothing to run", job.key),
                                  "give it a command: … or a script: …"));
  }
}

void check_array(const Node::Member& job, std::vector<Failure>& failures) {
  const auto* array = job.value.find("array");
  const auto* sweep = job.value.find("sweep");
  const auto* limit = job.value.find("limit");
  if (array && sweep)
    failures.push_back(failure_at(sweep->place, fmt::format("jobs.{} has both an array and a sweep", job.key),
                                  "a sweep makes an array of its own: keep one of them"));
  if (limit && !array && !sweep)
    failures.push_back(failure_at(limit->place, fmt::format("jobs.{} has a limit, but no array or sweep", job.key),
                                  "remove it, or add an array: … or a sweep: …"));
}

void check_datasets(const Node::Member& job, const std::vector<std::string>& known, std::vector<Failure>& failures) {
  const auto* datasets = job.value.find("datasets");
  if (!datasets) return;
  auto names = datasets->items;
  if (datasets->kind == Node::Kind::scalar) names = {*datasets};
  for (const auto& name : names) {
    if (std::find(known.begin(), known.end(), name.text) != known.end()) continue;
    auto hint = suggest(name.text, known);
    if (hint.empty()) hint = fmt::format("add it below datasets: {}: {{path: …}}", name.text);
    failures.push_back(failure_at(
        name.place, fmt::format("jobs.{} reads a dataset '{}' that is not there", job.key, name.text), hint));
  }
}

}  // namespace

Project read_project(const Node& root, const std::filesystem::path& file) {
  Project project;
  project.file = file;
  project.folder = file.parent_path();
  read(root, "project", project.name);
  if (const auto* datasets = root.find("datasets")) {
    for (const auto& member : datasets->members)
      project.datasets[member.key] = read_dataset(member);
  }
  if (const auto* jobs = root.find("jobs")) {
    for (const auto& member : jobs->members)
      project.jobs[member.key] = read_job(member);
  }
  return project;
}

std::vector<Failure> check_jobs(const Node& root) {
  std::vector<Failure> failures;
  std::vector<std::string> datasets;
  if (const auto* node = root.find("datasets")) {
    for (const auto& member : node->members) {
      datasets.push_back(member.key);
      if (member.value.find("path")) continue;
      failures.push_back(failure_at(member.place, fmt::format("datasets.{} has no path", member.key),
                                    "give it a path: … to a folder or file"));
    }
  }
  if (const auto* jobs = root.find("jobs")) {
    for (const auto& member : jobs->members) {
      check_command(member, failures);
      check_array(member, failures);
      check_datasets(member, datasets, failures);
    }
  }
  return failures;
}

}  // namespace aifactory::config
