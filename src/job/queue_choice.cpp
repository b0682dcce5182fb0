// SPDX-License-Identifier: Apache-2.0
#include "job/queue_choice.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <vector>

namespace aifactory::job {

namespace {

using config::Queue;

const std::string& first_of(const std::string& one, const std::string& two) {
  return one.empty() ? two : one;
}

bool is_named(const Queue& queue, const std::string& qos, const std::string& partition) {
  return (qos.empty() || queue.qos == qos) && (partition.empty() || queue.partition == partition);
}

// Jobs without GPUs go where there are none, if the site has such a place.
std::vector<Queue> of_class(const config::Job& job, const std::vector<Queue>& queues) {
  const auto select = [&](std::string_view wanted, bool gpus) {
    std::vector<Queue> found;
    std::ranges::copy_if(queues, std::back_inserter(found),
                         [&](const Queue& queue) { return queue.class_name == wanted && queue.gpus == gpus; });
    return found;
  };
  const auto wanted = first_of(job.queue_class, "batch");
  if (job.gpus > 0) return select(wanted, true);
  for (const auto& name : {wanted, job.queue_class.empty() ? std::string("cpu") : wanted})
    if (auto found = select(name, false); !found.empty()) return found;
  return select(wanted, true);
}

[[noreturn]] void no_such_class(const config::Job& job, const config::SiteProfile& site) {
  std::vector<std::string> names;
  for (const auto& queue : site.slurm.queues)
    if (std::ranges::find(names, queue.class_name) == names.end() && (queue.gpus || job.gpus == 0))
      names.push_back(queue.class_name);
  const auto wanted = first_of(job.queue_class, "batch");
  throw Error{{.kind = ErrorKind::bad_input,
               .what = fmt::format("site {} has no queue of class {} for job {}", site.id, wanted, job.name),
               .why = names.empty() ? "none of its queues has GPUs" : "",
               .hint = names.empty() ? "choose another site: aifactory site list"
                                     : "it has " + join(names, ", ") + did_you_mean(wanted, names)}};
}

bool takes(const Queue& queue, const config::Job& job, int nodes) {
  return (!job.time || !queue.walltime || *job.time <= *queue.walltime) && (!queue.nodes || nodes <= *queue.nodes) &&
         (!queue.min_nodes || nodes >= *queue.min_nodes) && (!queue.max_gpus || job.gpus <= *queue.max_gpus);
}

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

[[noreturn]] void too_big(const config::Job& job, const std::vector<Queue>& queues, int nodes) {
  std::string limits;
  for (const auto& queue : queues)
    limits += (limits.empty() ? "" : "; ") + limits_of(queue);
  throw Error{
      {.kind = ErrorKind::bad_input,
       .what = fmt::format("no queue takes job {}: {}{}{}", job.name, job.time ? format_duration(*job.time) + ", " : "",
                           in_words(nodes, "node"), job.gpus > 0 ? ", " + in_words(job.gpus, "GPU") : ""),
       .why = limits,
       .hint = "ask for less, or choose another `class:` (aifactory site show)"}};
}

Queue queue_for(const config::Job& job, const config::SiteProfile& site, int nodes) {
  const auto qos = first_of(job.qos, site.qos);
  const auto partition = first_of(job.partition, site.partition);
  const auto& all = site.slurm.queues;
  if (!qos.empty() || !partition.empty()) {
    std::vector<Queue> named;
    std::ranges::copy_if(all, std::back_inserter(named),
                         [&](const Queue& queue) { return is_named(queue, qos, partition); });
    const auto fits = std::ranges::find_if(named, [&](const Queue& queue) { return takes(queue, job, nodes); });
    if (fits != named.end()) return *fits;
    if (!named.empty()) too_big(job, named, nodes);
    return {};  // a queue that the profile does not know: the site will say
  }
  if (all.empty()) return {};
  const auto queues = of_class(job, all);
  if (queues.empty()) no_such_class(job, site);
  const auto fits = std::ranges::find_if(queues, [&](const Queue& queue) { return takes(queue, job, nodes); });
  if (fits == queues.end()) too_big(job, queues, nodes);
  return *fits;
}

[[noreturn]] void compulsory(const config::Job& job, const config::SiteProfile& site, const std::string& key) {
  throw Error{{.kind = ErrorKind::config,
               .what = fmt::format("site {} wants {} with each job, and job {} has none", site.id,
                                   key == "account" ? "an account" : "a QoS", job.name),
               .hint = fmt::format("aifactory account status lists yours; set `{}:` in aifactory.yaml", key)}};
}

// The account may be given with the ending of either kind of job, or without.
std::string account_for(const config::Job& job, const config::SiteProfile& site) {
  auto account = first_of(job.account, site.account);
  if (account.empty() && site.slurm.account_required) compulsory(job, site, "account");
  const auto& [own, other] = job.gpus > 0 ? std::tie(site.slurm.account_suffix, site.slurm.account_suffix_cpu)
                                          : std::tie(site.slurm.account_suffix_cpu, site.slurm.account_suffix);
  if (account.empty() || own.empty() || account.ends_with(own)) return account;
  if (!other.empty() && account.ends_with(other)) account.resize(account.size() - other.size());
  return account + own;
}

}  // namespace

QueueChoice choose_queue(const config::Job& job, const config::SiteProfile& site, int nodes) {
  const auto queue = queue_for(job, site, nodes);
  QueueChoice choice;
  choice.account = account_for(job, site);
  choice.qos = first_of(first_of(job.qos, site.qos), queue.qos);
  choice.partition = first_of(job.partition, site.partition);
  if (choice.partition.empty() && !site.slurm.partition_from_qos) choice.partition = queue.partition;
  choice.walltime = queue.walltime;
  choice.nodes = queue.nodes;
  if (choice.qos.empty() && site.slurm.qos_required) compulsory(job, site, "qos");
  return choice;
}

}  // namespace aifactory::job
