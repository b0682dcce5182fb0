// SPDX-License-Identifier: Apache-2.0
#include "job/queue_choice.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/config/path_template.hpp"

#include "job/queue_refusal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <vector>

namespace aifactory::job {

namespace {

using config::Queue;

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

// Some sites name a QoS like the account.
std::vector<Queue> queues_of(const config::SiteProfile& site, const std::string& account) {
  auto queues = site.slurm.queues;
  for (auto& queue : queues)
    queue.qos = config::fill_path(queue.qos, {{"account", account}});
  return queues;
}

Queue queue_for(const config::Job& job, const config::SiteProfile& site, const std::string& account, int nodes) {
  const auto qos = first_of(job.qos, site.qos);
  const auto partition = first_of(job.partition, site.partition);
  const auto all = queues_of(site, account);
  if (!qos.empty() || !partition.empty()) {
    std::vector<Queue> named;
    std::ranges::copy_if(all, std::back_inserter(named),
                         [&](const Queue& queue) { return is_named(queue, qos, partition); });
    const auto fits = std::ranges::find_if(named, [&](const Queue& queue) { return takes(queue, job, nodes); });
    if (fits != named.end()) return *fits;
    if (!named.empty()) throw too_big(job, site, named, nodes);
    return {};  // a queue that the profile does not know: the site will say
  }
  if (all.empty()) return {};
  const auto queues = of_class(job, all);
  if (queues.empty()) throw no_such_class(job, site);
  const auto fits = std::ranges::find_if(queues, [&](const Queue& queue) { return takes(queue, job, nodes); });
  if (fits == queues.end()) throw too_big(job, site, queues, nodes);
  return *fits;
}

}  // namespace

QueueChoice choose_queue(const config::Job& job, const config::SiteProfile& site, int nodes) {
  QueueChoice choice;
  choice.account = account_for(job, site);
  const auto queue = queue_for(job, site, choice.account, nodes);
  choice.qos = first_of(first_of(job.qos, site.qos), queue.qos);
  choice.partition = first_of(job.partition, site.partition);
  if (choice.partition.empty() && !site.slurm.partition_from_qos) choice.partition = queue.partition;
  choice.walltime = queue.walltime;
  choice.nodes = queue.nodes;
  choice.whole_nodes = queue.whole_node || site.slurm.gpu.cpu_rule == config::CpuRule::exclusive;
  if (choice.qos.empty() && site.slurm.qos_required) compulsory(job, site, "qos");
  return choice;
}

}  // namespace aifactory::job
