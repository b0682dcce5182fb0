// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"
#include "aifactory/scheduler/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::scheduler {

namespace {

using config::Queue;

template <class Map>
const typename Map::mapped_type* in(const Map& map, const std::string& name) {
  const auto found = map.find(name);
  return found == map.end() ? nullptr : &found->second;
}

// The stricter of two limits that may both be unknown.
template <class Value>
std::optional<Value> least(std::optional<Value> a, std::optional<Value> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

/// What the site says of one queue of the profile.
struct Live {
  std::optional<Seconds> walltime;
  std::optional<int> nodes, submit;
};

Live live_of(const Queue& queue, const Limits& limits) {
  const auto* partition = in(limits.partitions, queue.partition);
  const auto* qos = in(limits.qos, queue.qos);
  Live live;
  if (partition) live = {partition->walltime, partition->nodes, {}};
  if (qos) live = {least(qos->walltime, live.walltime), least(qos->nodes, live.nodes), qos->submit};
  return live;
}

bool is_named_later(const std::string& name) {
  return name.empty() || name.find('{') != std::string::npos;
}

bool may_use(const std::string& qos, const Limits& limits) {
  return limits.accounts.empty() || is_named_later(qos) ||
         std::ranges::any_of(limits.accounts, [&](const auto& account) {
           return std::ranges::find(account.second, qos) != account.second.end();
         });
}

bool is_there(const Queue& queue, const Limits& limits) {
  const bool partition =
      limits.partitions.empty() || is_named_later(queue.partition) || in(limits.partitions, queue.partition);
  const bool qos = limits.qos.empty() || is_named_later(queue.qos) || in(limits.qos, queue.qos);
  return partition && qos;
}

std::string title_of(const Queue& queue) {
  return queue.qos.empty() ? "partition " + queue.partition : "QoS " + queue.qos;
}

std::string in_words(const std::optional<Seconds>& time) {
  return time ? format_duration(*time) : "";
}

std::string in_words(const std::optional<int>& number) {
  return number ? std::to_string(*number) : "";
}

std::string presence(const Queue& queue, const Limits& limits) {
  if (!is_there(queue, limits)) return "not there";
  if (!may_use(queue.qos, limits)) return "not for your accounts";
  return limits.partitions.empty() && limits.qos.empty() ? "" : "there";
}

int gpus_there(const Limits& limits) {
  int gpus = 0;
  for (const auto& [name, partition] : limits.partitions)
    gpus = std::max(gpus, partition.gpus_per_node);
  return gpus;
}

}  // namespace

std::vector<Comparison> compare(const config::SiteProfile& profile, const Limits& limits) {
  std::vector<Comparison> rows;
  if (!profile.account.empty() && !limits.accounts.empty())
    rows.push_back(
        {"account " + profile.account, "there", in(limits.accounts, profile.account) ? "there" : "not yours"});
  for (const auto& queue : profile.slurm.queues) {
    const auto title = title_of(queue);
    const auto live = live_of(queue, limits);
    const auto is = presence(queue, limits);
    rows.push_back({title, "there", is});
    if (is != "there") continue;
    rows.push_back({title + ": time", in_words(queue.walltime), in_words(live.walltime)});
    rows.push_back({title + ": nodes of one job", in_words(queue.nodes), in_words(live.nodes)});
    rows.push_back({title + ": submitted jobs", in_words(queue.max_submit), in_words(live.submit)});
  }
  const auto known = [](int number) { return number > 0 ? std::to_string(number) : std::string(); };
  rows.push_back({"GPUs of a node", known(profile.slurm.gpu.per_node), known(gpus_there(limits))});
  std::erase_if(rows, [](const Comparison& row) { return row.profile.empty() && row.live.empty(); });
  return rows;
}

config::SiteProfile apply(config::SiteProfile profile, const Limits& limits, std::string_view date) {
  auto& queues = profile.slurm.queues;
  auto kept = queues;
  std::erase_if(kept, [&](const Queue& queue) { return !is_there(queue, limits) || !may_use(queue.qos, limits); });
  if (!kept.empty()) queues = std::move(kept);
  for (auto& queue : queues) {
    const auto live = live_of(queue, limits);
    if (live.walltime) queue.walltime = live.walltime;
    if (live.nodes) queue.nodes = live.nodes;
    if (live.submit) queue.max_submit = live.submit;
  }
  const config::Source said{"live", {fmt::format("the site itself, {}", date)}};
  if (!queues.empty()) profile.sources["slurm.queues"] = said;
  if (const int gpus = gpus_there(limits); profile.slurm.gpu.per_node == 0 && gpus > 0) {
    profile.slurm.gpu.per_node = gpus;
    profile.sources["slurm.gpu.per_node"] = said;
  }
  return profile;
}

}  // namespace aifactory::scheduler
