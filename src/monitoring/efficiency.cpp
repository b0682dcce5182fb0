// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/efficiency.hpp"

#include "monitoring/advice.hpp"

#include <algorithm>
#include <functional>

namespace aifactory::monitoring {
namespace {

std::optional<double> value_of(const StepUsage& step, std::string_view name) {
  const auto found = step.values.find(name);
  return found == step.values.end() ? std::nullopt : std::optional(found->second);
}

/// "40" and "46_3" are jobs, "40.batch" a step.
bool is_job(const StepUsage& step) {
  return step.step.find('.') == std::string::npos;
}

/// Of the jobs' own rows (tasks of an array each have one).
std::optional<double> sum_of_jobs(const std::vector<StepUsage>& steps, std::string_view name) {
  std::optional<double> sum;
  for (const auto& step : steps)
    if (const auto value = value_of(step, name); value && is_job(step)) sum = sum.value_or(0) + *value;
  return sum;
}

std::optional<double> greatest_of_steps(const std::vector<StepUsage>& steps, std::string_view name) {
  std::optional<double> greatest;
  for (const auto& step : steps)
    if (const auto value = value_of(step, name)) greatest = std::max(greatest.value_or(*value), *value);
  return greatest;
}

bool is_of_gpu(const NodeUse& use, std::string_view ending) {
  return use.name.starts_with("gpu") && use.name.ends_with(ending);
}

/// Of all GPUs; empty where none has it.
std::optional<double> greatest_of_gpus(const std::vector<NodeUse>& nodes, std::string_view ending) {
  std::optional<double> greatest;
  for (const auto& use : nodes)
    if (is_of_gpu(use, ending)) greatest = std::max(greatest.value_or(0), use.greatest);
  return greatest;
}

/// Of one name, over all nodes: the sum of the nodes' means or peaks; empty where no node has it.
template <class Measure>
std::optional<double> sum_over_nodes(const std::vector<NodeUse>& nodes, std::string_view name, Measure measure) {
  std::optional<double> sum;
  for (const auto& use : nodes)
    if (use.name == name) sum = sum.value_or(0) + std::invoke(measure, use);
  return sum;
}

void add_gpus(const RunFacts& facts, Efficiency& result) {
  double sum = 0;
  for (const auto& use : facts.nodes) {
    if (!is_of_gpu(use, "_busy_percent")) continue;
    ++result.gpus_seen;
    sum += use.mean();
    if (use.mean() < idle_percent) ++result.gpus_idle;
  }
  if (result.gpus_seen > 0) result.gpu_percent = sum / result.gpus_seen;
  result.gpu_memory_peak = greatest_of_gpus(facts.nodes, "_memory_bytes");
  result.gpu_memory_total = greatest_of_gpus(facts.nodes, "_memory_total_bytes");
}

void add_cpus(const RunFacts& facts, Efficiency& result) {
  const auto elapsed = sum_of_jobs(facts.slurm, "elapsed_seconds");
  const auto given = sum_of_jobs(facts.slurm, "allocated_cpu_seconds");
  const auto used = sum_of_jobs(facts.slurm, "cpu_seconds");
  result.cpu_cores = sum_of_jobs(facts.slurm, "allocated_cpus");
  if (elapsed && *elapsed > 0 && given && used && *used > 0) {
    result.cpu_cores_used = *used / *elapsed;
    if (!result.cpu_cores) result.cpu_cores = *given / *elapsed;
  } else if (const auto cores = sum_over_nodes(facts.nodes, "job_cpu_cores", &NodeUse::mean)) {
    result.cpu_cores_used = cores;
  }
}

void add_memory(const RunFacts& facts, Efficiency& result) {
  result.memory = sum_of_jobs(facts.slurm, "allocated_memory_bytes");
  if (!result.memory) result.memory = sum_over_nodes(facts.nodes, "job_memory_limit_bytes", &NodeUse::greatest);
  result.memory_peak = sum_over_nodes(facts.nodes, "job_memory_bytes", &NodeUse::greatest);
  if (!result.memory_peak) result.memory_peak = greatest_of_steps(facts.slurm, "used_memory_bytes");
  if (!result.memory_peak) result.memory_peak = greatest_of_steps(facts.slurm, "max_rss_bytes");
}

/// Slurm counts whole nodes where the site has counters; else the GPUs, which are most of it, say theirs.
void add_energy(const RunFacts& facts, Efficiency& result) {
  const auto counted = greatest_of_steps(facts.slurm, "energy_joules");
  if (counted && *counted > 0) {
    result.energy_joules = counted;
    result.energy_source = "Slurm's energy counters";
  } else if (const auto joules = gpu_energy(facts.nodes)) {
    result.energy_joules = joules;
    result.energy_source = "power of the GPUs alone, as they report it";
  }
}

}  // namespace

Efficiency judge(const RunFacts& facts) {
  Efficiency result;
  add_gpus(facts, result);
  add_cpus(facts, result);
  add_memory(facts, result);
  add_energy(facts, result);
  advise(facts, result);
  return result;
}

}  // namespace aifactory::monitoring
