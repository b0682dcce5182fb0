// SPDX-License-Identifier: Apache-2.0
#include "config/job_text.hpp"

#include "aifactory/base/error.hpp"

#include "config/check.hpp"
#include "config/key.hpp"
#include "config/project_reader.hpp"
#include "config/value.hpp"
#include "config/yaml_reader.hpp"

#include <algorithm>

namespace aifactory::config {
namespace {

constexpr std::string_view label = "standard input";
constexpr std::string_view unnamed = "job";

/// Takes `name:` out of a job.
std::string take_name(Node& job, const Rule& rules) {
  const auto found = std::ranges::find(job.members, "name", &Node::Member::key);
  if (found == job.members.end()) return std::string(unnamed);
  const std::string name = found->value.text;
  if (found->value.kind != Node::Kind::scalar || !matches(rules.child("jobs")->key->format, name))
    refuse("the name of the job cannot be a name", found->place,
           "names have the form " + std::string(rules.child("jobs")->key->format));
  job.members.erase(found);
  return name;
}

/// A tree as of a project with this one job.
Node as_project(Node root, const Rule& rules) {
  if (root.kind != Node::Kind::map)
    refuse("that is no job", root.place, "write it as in aifactory.yaml: {command: …, gpus: 4, time: 2h}");
  const auto* jobs = root.find("jobs");
  if (!jobs) {
    auto name = take_name(root, rules);
    return map_of("jobs", map_of(std::move(name), std::move(root)));
  }
  if (root.members.size() != 1 || jobs->members.size() != 1)
    refuse("that is more than one job", root.place, "give one job at a time, or one map `jobs:` with one job");
  return root;
}

}  // namespace

Job read_job_text(std::string_view text, const std::filesystem::path& folder, const Node* datasets) {
  const auto rules = project_rules();
  const auto document = std::make_shared<const Document>(Document{.label = std::string(label), .folder = folder});
  auto root = as_project(read_yaml(text, document), rules);
  throw_if_any(check(root, rules));
  if (datasets) root = merge(std::move(root), map_of("datasets", *datasets));
  throw_if_any(check_jobs(root));
  return read_project(root, folder / "aifactory.yaml").jobs.begin()->second;
}

}  // namespace aifactory::config
