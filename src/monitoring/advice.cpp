// SPDX-License-Identifier: Apache-2.0
#include "monitoring/advice.hpp"

#include <fmt/format.h>

#include <cmath>

namespace aifactory::monitoring {
namespace {

constexpr Seconds too_short{60};  // start and end are most of such a run
constexpr double low_gpu = 40, busy_gpu = NodeUse::high, waiting_gpu = NodeUse::low;
constexpr double full_cpus = 0.85, idle_cpus = 0.25;
constexpr double gib = 1024.0 * 1024 * 1024;

std::string bytes(double amount) {
  return format_bytes(static_cast<std::uint64_t>(amount));
}

/// Of the looks at GPUs that are not idle: which part `counted` counts, 0 to 1, on average.
double mean_share(const std::vector<NodeUse>& nodes, std::uint64_t NodeUse::*counted) {
  double sum = 0;
  int count = 0;
  for (const auto& use : nodes) {
    if (!use.name.starts_with("gpu") || !use.name.ends_with("_busy_percent") || use.mean() < idle_percent) continue;
    sum += static_cast<double>(use.*counted) / static_cast<double>(use.count);
    ++count;
  }
  return count == 0 ? 0 : sum / count;
}

void advise_on_idle_gpus(const Efficiency& result, std::vector<std::string>& advice) {
  if (result.gpus_idle == 0) return;
  const int needed = result.gpus_seen - result.gpus_idle;
  const bool several = result.tasks_seen > 1;
  const int for_each = several ? (needed + result.tasks_seen - 1) / result.tasks_seen : needed;
  advice.push_back(
      needed == 0 ? fmt::format("all {} GPUs idle (busy {:.0f} % on average): does the program find them?",
                                result.gpus_seen, *result.gpu_percent)
                  : fmt::format("{} of {} GPUs idle (busy under {:.0f} %): ask for {}{}, or start a process for each",
                                result.gpus_idle, result.gpus_seen, idle_percent, for_each, several ? " a task" : ""));
}

/// Busy GPUs that wait: for the processors that feed them, or in turns with something else.
void advise_on_waiting_gpus(const RunFacts& facts, const Efficiency& result, std::vector<std::string>& advice) {
  if (!result.gpu_percent || result.gpus_idle == result.gpus_seen) return;
  const double busy = *result.gpu_percent * result.gpus_seen / (result.gpus_seen - result.gpus_idle);
  const double waiting = mean_share(facts.nodes, &NodeUse::under_low);
  const double working = mean_share(facts.nodes, &NodeUse::over_high);
  const bool cpus_full = result.cpu_cores && result.cpu_cores_used && *result.cpu_cores > 0 &&
                         *result.cpu_cores_used / *result.cpu_cores > full_cpus;
  if (busy < busy_gpu && cpus_full)
    advice.push_back(fmt::format(
        "data loading starves the GPUs: they are busy {:.0f} %, the {:.0f} cores {:.0f} %; prepare the data "
        "beforehand, or ask for more cores",
        busy, *result.cpu_cores, 100 * *result.cpu_cores_used / *result.cpu_cores));
  else if (waiting > 0.25 && working > 0.25)
    advice.push_back(fmt::format(
        "the GPUs work in turns: under {:.0f} % in {:.0f} % of the looks, over {:.0f} % in {:.0f} %; reading "
        "data, validation or checkpoints hold them up",
        waiting_gpu, 100 * waiting, busy_gpu, 100 * working));
  else if (busy < low_gpu)
    advice.push_back(fmt::format("the GPUs are busy {:.0f} %: a larger batch, or fewer GPUs, would do the same", busy));
}

void advise_on_memory(const RunFacts& facts, const Efficiency& result, std::vector<std::string>& advice) {
  const auto &peak = result.gpu_memory_peak, &total = result.gpu_memory_total;
  if (peak && total && *total > 0 && result.gpus_idle < result.gpus_seen && *peak < 0.3 * *total)
    advice.push_back(fmt::format("GPU memory never over {} of {}: a larger batch fits", bytes(*peak), bytes(*total)));
  if (!result.memory_peak || !result.memory || *result.memory <= 0) return;
  if (*result.memory_peak > 0.95 * *result.memory)
    advice.push_back(fmt::format("memory came up to {} of {}: a little more and the job is killed",
                                 bytes(*result.memory_peak), bytes(*result.memory)));
  else if (!facts.whole_nodes && *result.memory > 16 * gib && *result.memory_peak < 0.25 * *result.memory)
    advice.push_back(fmt::format("memory never over {} of {}: asking for less may start it sooner",
                                 bytes(*result.memory_peak), bytes(*result.memory)));
}

/// With GPUs the cores come along; without them they are what is asked for.
void advise_on_cpus(const RunFacts& facts, const Efficiency& result, std::vector<std::string>& advice) {
  if (facts.gpus > 0 || facts.whole_nodes || !result.cpu_cores || !result.cpu_cores_used || *result.cpu_cores < 2)
    return;
  if (*result.cpu_cores_used < idle_cpus * *result.cpu_cores)
    advice.push_back(fmt::format("{:.1f} of {:.0f} cores used: ask for {:.0f}, or let the program use them all",
                                 *result.cpu_cores_used, *result.cpu_cores,
                                 std::max(1.0, std::ceil(*result.cpu_cores_used))));
}

void advise_on_time(const RunFacts& facts, std::vector<std::string>& advice) {
  constexpr Seconds long_limit = std::chrono::hours(1);
  if (!facts.ended_well || !facts.elapsed || !facts.time_limit || *facts.time_limit < long_limit) return;
  if (*facts.elapsed * 10 < *facts.time_limit)
    advice.push_back(fmt::format("it took {} of {}: a shorter limit may start it sooner",
                                 format_duration(*facts.elapsed), format_duration(*facts.time_limit)));
}

void name_what_is_missing(const RunFacts& facts, Efficiency& result) {
  if (facts.gpus > 0 && result.gpus_seen == 0)
    result.missing.emplace_back(
        facts.nodes.empty() ? "use of the GPUs: the sampler wrote nothing (`sampler: false`, or not started yet)"
                            : "use of the GPUs: neither nvidia-smi nor the amdgpu driver was there");
  if (!result.cpu_cores_used) result.missing.emplace_back("use of the cores: neither Slurm nor the sampler has it");
  if (!result.memory_peak) result.missing.emplace_back("use of memory: neither Slurm nor the sampler has it");
  if (!result.energy_joules) result.missing.emplace_back("energy: neither Slurm nor the GPUs count it here");
}

}  // namespace

void advise(const RunFacts& facts, Efficiency& result) {
  name_what_is_missing(facts, result);
  if (facts.elapsed.value_or(Seconds{0}) < too_short) return;
  advise_on_idle_gpus(result, result.advice);
  advise_on_waiting_gpus(facts, result, result.advice);
  advise_on_memory(facts, result, result.advice);
  advise_on_cpus(facts, result, result.advice);
  advise_on_time(facts, result.advice);
}

}  // namespace aifactory::monitoring
