// SPDX-License-Identifier: Apache-2.0
#include "job/queue_refusal.hpp"

#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::job {

namespace {

using config::Queue;

std::string in_words(int number, std::string_view thing) {
  return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

std::string limits_of(const Queue& queue) {
  std::vector<std::string> limits;
  if (queue.walltime) limits.push_back(format_duration(*queue.walltime));
  if (queue.min_nodes && queue.nodes)
    limits.push_back(fmt::format("{} to {}", *queue.min_nodes, in_words(*queue.nodes, "node")));
  else if (queue.nodes)
    limits.push_back(in_words(*queue.nodes, "node"));
  else if (queue.min_nodes)
    limits.push_back("no fewer than " + in_words(*queue.min_nodes, "node"));
  if (queue.max_gpus) limits.push_back(in_words(*queue.max_gpus, "GPU"));
  return first_of(queue.qos, queue.partition) + (limits.empty() ? "" : " takes " + join(limits, " and "));
}

// What would have to be changed in the job for this queue: "`time: 3d`".
std::vector<std::string> changes_for(const Queue& queue, const config::Job& job, const config::SiteProfile& site,
                                     int nodes) {
  std::vector<std::string> changes;
  const auto change = [&](std::string_view key, const auto& value) {
    changes.push_back(fmt::format("`{}: {}`", key, value));
  };
  if (job.time && queue.walltime && *job.time > *queue.walltime) change("time", format_duration(*queue.walltime));
  const bool few = queue.min_nodes && nodes < *queue.min_nodes;
  const bool many = queue.nodes && nodes > *queue.nodes;
  const int right = few ? *queue.min_nodes : many ? *queue.nodes : nodes;
  int gpus = job.gpus;
  if ((few || many) && gpus > 0 && site.slurm.gpu.per_node > 0) gpus = right * site.slurm.gpu.per_node;
  if (queue.max_gpus) gpus = std::min(gpus, *queue.max_gpus);
  if (gpus != job.gpus) change("gpus", gpus);
  if ((few || many) && (gpus == job.gpus || job.nodes)) change("nodes", right);
  return changes;
}

std::string nearest(const config::Job& job, const config::SiteProfile& site, const std::vector<Queue>& queues,
                    int nodes) {
  const auto other = std::ranges::find_if(site.slurm.queues, [&](const Queue& queue) {
    return queue.gpus == queues.front().gpus && !queue.class_name.empty() && takes(queue, job, nodes);
  });
  if (other != site.slurm.queues.end() && job.qos.empty() && job.partition.empty() && site.qos.empty() &&
      site.partition.empty())
    return fmt::format("`class: {}` takes it: {}", other->class_name, limits_of(*other));
  std::vector<std::string> fewest;
  for (const auto& queue : queues)
    if (const auto changes = changes_for(queue, job, site, nodes); fewest.empty() || changes.size() < fewest.size())
      fewest = changes;
  return "ask for " + join(fewest, " and ") + "; aifactory site show lists the queues";
}

}  // namespace

const std::string& first_of(const std::string& one, const std::string& two) {
  return one.empty() ? two : one;
}

bool takes(const Queue& queue, const config::Job& job, int nodes) {
  return (!job.time || !queue.walltime || *job.time <= *queue.walltime) && (!queue.nodes || nodes <= *queue.nodes) &&
         (!queue.min_nodes || nodes >= *queue.min_nodes) && (!queue.max_gpus || job.gpus <= *queue.max_gpus);
}

Error no_such_class(const config::Job& job, const config::SiteProfile& site) {
  std::vector<std::string> names;
  for (const auto& queue : site.slurm.queues)
    if (std::ranges::find(names, queue.class_name) == names.end() && (queue.gpus || job.gpus == 0))
      names.push_back(queue.class_name);
  const auto wanted = first_of(job.queue_class, "batch");
  return Error{{.kind = ErrorKind::bad_input,
                .what = fmt::format("site {} has no queue of class {} for job {}", site.id, wanted, job.name),
                .why = names.empty() ? "none of its queues has GPUs" : "",
                .hint = names.empty() ? "choose another site: aifactory site list"
                                      : "it has " + join(names, ", ") + did_you_mean(wanted, names)}};
}

Error too_big(const config::Job& job, const config::SiteProfile& site, const std::vector<Queue>& queues, int nodes) {
  std::string limits;
  for (const auto& queue : queues)
    limits += (limits.empty() ? "" : "; ") + limits_of(queue);
  return Error{
      {.kind = ErrorKind::bad_input,
       .what = fmt::format("no queue takes job {}: {}{}{}", job.name, job.time ? format_duration(*job.time) + ", " : "",
                           in_words(nodes, "node"), job.gpus > 0 ? ", " + in_words(job.gpus, "GPU") : ""),
       .why = limits,
       .hint = nearest(job, site, queues, nodes)}};
}

}  // namespace aifactory::job
