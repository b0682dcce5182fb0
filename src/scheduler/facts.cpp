// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/config/site_profile.hpp"
#include "aifactory/scheduler/explain.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include "scheduler/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::scheduler {

namespace {

std::string in_words(std::string_view count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == "1" ? "" : "s");
}

const config::Queue* queue_of(const JobStatus& job, const config::SiteProfile& site) {
  const auto& queues = site.slurm.queues;
  const auto found = std::ranges::find_if(queues, [&](const config::Queue& queue) {
    if (!queue.qos.empty()) return queue.qos == job.qos;
    return !queue.partition.empty() && queue.partition == job.partition;
  });
  return found == queues.end() ? nullptr : &*found;
}

}  // namespace

Facts facts_of(const JobStatus& job, const config::SiteProfile& site) {
  Facts facts;
  put(facts, "id", job.id);
  put(facts, "run", job.name);
  put(facts, "qos", job.qos);
  put(facts, "partition", job.partition);
  put(facts, "account", job.account);
  put(facts, "nodes", job.nodes);
  if (job.time_limit) put(facts, "time", format_duration(*job.time_limit));
  const auto* queue = queue_of(job, site);
  if (!queue) return facts;
  const std::string owner = queue->qos.empty() ? "partition" : "qos";
  if (queue->walltime) put(facts, owner + ".wall", format_duration(*queue->walltime));
  if (queue->nodes) put(facts, owner + ".nodes_job", in_words(std::to_string(*queue->nodes), "node"));
  if (queue->max_submit) put(facts, owner + ".submit_user", std::to_string(*queue->max_submit));
  return facts;
}

std::string tres_in_words(std::string_view tres) {
  std::vector<std::string> words;
  for (const auto& part : split(tres, ',')) {
    const auto equals = part.find('=');
    if (equals == std::string::npos) continue;
    const auto name = std::string_view(part).substr(0, equals);
    const auto count = std::string_view(part).substr(equals + 1);
    if (name == "node") words.push_back(in_words(count, "node"));
    if (name == "cpu") words.push_back(in_words(count, "CPU"));
    if (name == "gres/gpu") words.push_back(in_words(count, "GPU"));
    if (name == "mem") words.push_back(fmt::format("{} of memory", count));
    if (name == "billing") words.push_back(fmt::format("{} billing units", count));
  }
  return join(words, ", ");
}

}  // namespace aifactory::scheduler
