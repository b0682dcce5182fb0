// SPDX-License-Identifier: Apache-2.0
#include "config/profile_slurm.hpp"

#include "config/read.hpp"

namespace aifactory::config {
namespace {

void read_gpu(const Node& node, GpuShape& gpu) {
  read(node, "request", gpu.request);
  read(node, "per_node", gpu.per_node);
  read(node, "memory_gb", gpu.memory_gb);
  std::string rule = "max";
  read(node, "cpu_rule", rule);
  gpu.cpu_rule = rule == "exact" ? CpuRule::exact : rule == "exclusive" ? CpuRule::exclusive : CpuRule::max;
  read(node, "cpus_per_gpu", gpu.cpus_per_gpu);
  read(node, "memory_per_gpu_gb", gpu.memory_per_gpu_gb);
  read(node, "memory_per_node_gb", gpu.memory_per_node_gb);
  read(node, "vendor", gpu.vendor);
}

Queue read_queue(const Node& node) {
  Queue queue;
  read(node, "class", queue.class_name);
  read(node, "qos", queue.qos);
  read(node, "partition", queue.partition);
  read(node, "walltime", queue.walltime);
  read(node, "nodes", queue.nodes);
  read(node, "min_nodes", queue.min_nodes);
  read(node, "max_gpus", queue.max_gpus);
  read(node, "max_submit", queue.max_submit);
  read(node, "gpus", queue.gpus);
  read(node, "whole_node", queue.whole_node);
  return queue;
}

}  // namespace

void read_slurm(const Node& profile, SlurmRules& rules) {
  const auto* node = profile.find("slurm");
  if (!node) return;
  read(*node, "account_required", rules.account_required);
  read(*node, "account_pattern", rules.account_pattern);
  read(*node, "account_suffix", rules.account_suffix);
  read(*node, "account_suffix_cpu", rules.account_suffix_cpu);
  read(*node, "qos_required", rules.qos_required);
  read(*node, "partition_from_qos", rules.partition_from_qos);
  read(*node, "can_sinfo", rules.can_sinfo);
  if (const auto* gpu = node->find("gpu")) read_gpu(*gpu, rules.gpu);
  read(*node, "cpus_per_node", rules.cpus_per_node);
  if (const auto* queues = node->find("queues")) {
    for (const auto& queue : queues->items)
      rules.queues.push_back(read_queue(queue));
  }
  read(*node, "forbid", rules.forbid);
  read(*node, "always", rules.always);
  read(*node, "exports", rules.exports);
}

}  // namespace aifactory::config
