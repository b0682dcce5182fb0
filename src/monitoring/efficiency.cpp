// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/efficiency.hpp"

#include "monitoring/advice.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <set>

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

/// Of each job, or task of an array, the greatest of its rows.
std::vector<double> greatest_of_each_job(const std::vector<StepUsage>& steps, std::string_view name) {
  std::map<std::string, double, std::less<>> by_job;
  for (const auto& step : steps) {
    const auto value = value_of(step, name);
    if (!value) continue;
    auto& greatest = by_job[step.step.substr(0, step.step.find('.'))];
    greatest = std::max(greatest, *value);
  }
  std::vector<double> all;
  for (const auto& [job, greatest] : by_job)
    all.push_back(greatest);
  return all;
}

std::optional<double> greatest_in(const std::vector<double>& values) {
  return values.empty() ? std::nullopt : std::optional(*std::ranges::max_element(values));
}

std::optional<double> sum_of(const std::vector<double>& values) {
  return values.empty() ? std::nullopt : std::optional(std::accumulate(values.begin(), values.end(), 0.0));
}

/// "task3" of "as01r1b01.task3", which is how the sampler names what it measures beside a task of an array.
std::string_view task_of(const NodeUse& use) {
  const auto at = use.node.rfind(".task");
  return at == std::string::npos ? std::string_view() : std::string_view(use.node).substr(at + 1);
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

/// Of one name, for each task of an array (else once): the sum of its nodes' means or peaks.
template <class Measure>
std::vector<double> sums_of_tasks(const std::vector<NodeUse>& nodes, std::string_view name, Measure measure) {
  std::map<std::string, double, std::less<>> by_task;
  for (const auto& use : nodes)
    if (use.name == name) by_task[std::string(task_of(use))] += std::invoke(measure, use);
  std::vector<double> all;
  for (const auto& [task, sum] : by_task)
    all.push_back(sum);
  return all;
}

void add_gpus(const RunFacts& facts, Efficiency& result) {
  double sum = 0;
  std::set<std::string_view> tasks;
  for (const auto& use : facts.nodes) {
    if (!is_of_gpu(use, "_busy_percent")) continue;
    ++result.gpus_seen;
    tasks.insert(task_of(use));
    sum += use.mean();
    if (use.mean() < idle_percent) ++result.gpus_idle;
  }
  result.tasks_seen = static_cast<int>(tasks.size());
  if (result.gpus_seen > 0) result.gpu_percent = sum / result.gpus_seen;
  result.gpu_memory_peak = greatest_of_gpus(facts.nodes, "_memory_bytes");
  result.gpu_memory_total = greatest_of_gpus(facts.nodes, "_memory_total_bytes");
}

/// Of an array: what a task has and uses, on average.
void add_cpus(const RunFacts& facts, Efficiency& result) {
  const auto elapsed = sum_of_jobs(facts.slurm, "elapsed_seconds");
  const auto given = sum_of_jobs(facts.slurm, "allocated_cpu_seconds");
  const auto used = sum_of_jobs(facts.slurm, "cpu_seconds");
  if (elapsed && *elapsed > 0 && given && *given > 0)
    result.cpu_cores = *given / *elapsed;
  else
    result.cpu_cores = greatest_in(greatest_of_each_job(facts.slurm, "allocated_cpus"));
  if (elapsed && *elapsed > 0 && given && used && *used > 0) {
    result.cpu_cores_used = *used / *elapsed;
  } else if (const auto cores = sums_of_tasks(facts.nodes, "job_cpu_cores", &NodeUse::mean); !cores.empty()) {
    result.cpu_cores_used = *sum_of(cores) / static_cast<double>(cores.size());
  }
  if (facts.whole_nodes) result.cpu_cores = greatest_in(sums_of_tasks(facts.nodes, "cpu_count", &NodeUse::greatest));
}

/// Of an array: of the task that has the most.
void add_memory(const RunFacts& facts, Efficiency& result) {
  const auto measured = [&](std::string_view name) {
    return greatest_in(sums_of_tasks(facts.nodes, name, &NodeUse::greatest));
  };
  const auto counted = [&](std::string_view name) { return greatest_in(greatest_of_each_job(facts.slurm, name)); };
  result.memory = counted("allocated_memory_bytes");
  if (!result.memory)
    result.memory = measured(facts.whole_nodes ? "node_memory_total_bytes" : "job_memory_limit_bytes");
  result.memory_peak = measured("job_memory_bytes");
  if (!result.memory_peak) result.memory_peak = counted("used_memory_bytes");
  if (!result.memory_peak) result.memory_peak = counted("max_rss_bytes");
}

/// Slurm counts whole nodes where the site has counters; else the GPUs, which are most of it, say theirs.
void add_energy(const RunFacts& facts, Efficiency& result) {
  const auto counted = sum_of(greatest_of_each_job(facts.slurm, "energy_joules"));
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
