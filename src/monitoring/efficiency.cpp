// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/efficiency.hpp"

#include "monitoring/advice.hpp"
#include "monitoring/samples.hpp"

#include <algorithm>

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

void add_gpus(const RunFacts& facts, Efficiency& result) {
  double sum = 0;
  for (const auto& [name, looks] : samples_of(facts.nodes, "_busy_percent")) {
    ++result.gpus_seen;
    sum += looks.mean();
    if (looks.mean() < idle_percent) ++result.gpus_idle;
  }
  if (result.gpus_seen > 0) result.gpu_percent = sum / result.gpus_seen;
  for (const auto& [name, looks] : samples_of(facts.nodes, "_memory_bytes"))
    if (name.find("gpu") != std::string::npos)
      result.gpu_memory_peak = std::max(result.gpu_memory_peak.value_or(0), looks.greatest());
  for (const auto& [name, looks] : samples_of(facts.nodes, "_memory_total_bytes"))
    if (name.find("gpu") != std::string::npos)
      result.gpu_memory_total = std::max(result.gpu_memory_total.value_or(0), looks.greatest());
}

void add_cpus(const RunFacts& facts, Efficiency& result) {
  const auto elapsed = sum_of_jobs(facts.slurm, "elapsed_seconds");
  const auto given = sum_of_jobs(facts.slurm, "allocated_cpu_seconds");
  const auto used = sum_of_jobs(facts.slurm, "cpu_seconds");
  result.cpu_cores = sum_of_jobs(facts.slurm, "allocated_cpus");
  if (elapsed && *elapsed > 0 && given && used && *used > 0) {
    result.cpu_cores_used = *used / *elapsed;
    if (!result.cpu_cores) result.cpu_cores = *given / *elapsed;
  } else if (const auto cores = sum_of_means(facts.nodes, "job_cpu_cores")) {
    result.cpu_cores_used = cores;
  }
}

void add_memory(const RunFacts& facts, Efficiency& result) {
  result.memory = sum_of_jobs(facts.slurm, "allocated_memory_bytes");
  if (!result.memory) result.memory = sum_of_peaks(facts.nodes, "job_memory_limit_bytes");
  result.memory_peak = sum_of_peaks(facts.nodes, "job_memory_bytes");
  if (!result.memory_peak) result.memory_peak = greatest_of_steps(facts.slurm, "used_memory_bytes");
  if (!result.memory_peak) result.memory_peak = greatest_of_steps(facts.slurm, "max_rss_bytes");
}

/// Slurm counts whole nodes where the site has counters; else the GPUs, which are most of it, say theirs.
void add_energy(const RunFacts& facts, Efficiency& result) {
  const auto counted = greatest_of_steps(facts.slurm, "energy_joules");
  if (counted && *counted > 0) {
    result.energy_joules = counted;
    result.energy_source = "Slurm's energy counters";
  } else if (const auto watts = integrated_power(facts.nodes)) {
    result.energy_joules = watts;
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

std::optional<double> integrated_power(const Metrics& nodes) {
  std::optional<double> joules;
  for (const auto& series : nodes.series) {
    if (!series.name.ends_with("_power_watts")) continue;
    for (std::size_t i = 1; i < series.points.size(); ++i) {
      const auto &before = series.points[i - 1], &after = series.points[i];
      if (!before.time || !after.time || *after.time < *before.time) continue;
      joules = joules.value_or(0) + (before.value + after.value) / 2 * (*after.time - *before.time);
    }
  }
  return joules;
}

Emission european_average() {
  // 58 % below 510 g/kWh: eea.europa.eu, "Greenhouse gas emission intensity of electricity generation in Europe"
  // (2023 against 1990), and IND-353-en of December 2020 for the value of 1990.
  return {214,
          "average of generation in the European Union in 2023 (European Environment Agency: 58 % below the 510 g of "
          "1990)"};
}

}  // namespace aifactory::monitoring
