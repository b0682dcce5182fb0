// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/open_metrics.hpp"

#include "cli/records/metrics_record.hpp"

#include <algorithm>
#include <cctype>

namespace aifactory::cli {
namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

const std::map<std::string, std::string>& help() {
  static const std::map<std::string, std::string> texts{
      {"aifactory_training_value", "Last value of a curve that the run writes."},
      {"aifactory_training_step", "Step of that value."},
      {"aifactory_run_state", "1 for the state that the run is in."},
      {"aifactory_run_elapsed_seconds", "How long the run has been running."},
      {"aifactory_gpu_busy_ratio", "Part of the time in which the GPU worked."}};
  return texts;
}

Labels labels_of(const job::Run& run) {
  return {{"run", run.name}, {"job_name", run.job}, {"site", run.site}};
}

Labels with(Labels labels, std::string name, std::string value) {
  labels.emplace_back(std::move(name), std::move(value));
  return labels;
}

/// "gpu3_power_watts" is aifactory_gpu_power_watts with gpu="3"; ratios instead of percent, as OpenMetrics wants them.
output::Sample node_sample(const job::Run& run, const monitoring::Series& series) {
  Labels labels = with(labels_of(run), "node", series.source);
  std::string name = series.name;
  double value = series.points.back().value;
  if (const auto end = name.find('_'); name.starts_with("gpu") && end > 3 && end != std::string::npos) {
    labels = with(std::move(labels), "gpu", name.substr(3, end - 3));
    name.erase(3, end - 3);
  }
  constexpr std::string_view percent = "_percent";
  if (name.ends_with(percent)) {
    name.replace(name.size() - percent.size(), percent.size(), "_ratio");
    value /= 100;
  }
  std::ranges::replace_if(
      name, [](unsigned char c) { return !std::isalnum(c) && c != '_'; }, '_');
  return {"aifactory_" + name, std::move(labels), value};
}

void add_run(const RunNumbers& numbers, std::vector<output::Sample>& samples) {
  const Labels run = labels_of(numbers.run);
  samples.push_back({"aifactory_run_state", with(run, "state", std::string(scheduler::name_of(numbers.run.state))), 1});
  if (numbers.run.elapsed)
    samples.push_back({"aifactory_run_elapsed_seconds", run, static_cast<double>(numbers.run.elapsed->count())});
  for (const auto& series : numbers.metrics.training.series) {
    const Labels labels = with(with(run, "name", series.name), "source", series.source);
    samples.push_back({"aifactory_training_value", labels, series.points.back().value});
    samples.push_back({"aifactory_training_step", labels, series.points.back().step});
  }
  for (const auto& series : numbers.metrics.nodes.series)
    samples.push_back(node_sample(numbers.run, series));
  for (const auto& step : numbers.usage.steps)
    for (const auto& [name, value] : step.values)
      samples.push_back({"aifactory_slurm_" + name, with(run, "step", step.step), value});
}

}  // namespace

std::string open_metrics_text(std::span<const RunNumbers> runs) {
  std::vector<output::Sample> samples;
  for (const RunNumbers& numbers : runs)
    add_run(numbers, samples);
  return output::open_metrics(samples, help());
}

}  // namespace aifactory::cli
