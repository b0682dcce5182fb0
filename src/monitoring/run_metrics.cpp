// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/run_metrics.hpp"

#include "monitoring/metric_files.hpp"

#include <string_view>
#include <utility>

namespace aifactory::monitoring {
namespace {

constexpr std::string_view work = "work/", sampler = "sampler/", ending = ".jsonl";

std::vector<std::string> below_run(const std::vector<std::string>& patterns) {
  check_patterns(patterns);
  std::vector<std::string> all{std::string(sampler) + "*" + std::string(ending)};
  for (std::string_view pattern : patterns) {
    while (pattern.starts_with("./"))
      pattern.remove_prefix(2);
    all.push_back(std::string(work) + std::string(pattern == "." || pattern.empty() ? "**" : pattern));
  }
  return all;
}

/// True for the sampler's; the folder goes off its name.
bool is_of_sampler(std::string& source) {
  const bool sampled = source.starts_with(sampler);
  if (source.starts_with(work)) source.erase(0, work.size());
  if (!sampled) return false;
  source.erase(0, sampler.size());
  if (source.ends_with(ending)) source.resize(source.size() - ending.size());
  return true;
}

RunMetrics parted(Metrics all) {
  RunMetrics parts;
  for (auto& series : all.series)
    (is_of_sampler(series.source) ? parts.nodes : parts.training).series.push_back(std::move(series));
  for (auto& complaint : all.complaints)
    (is_of_sampler(complaint.source) ? parts.nodes : parts.training).complaints.push_back(std::move(complaint));
  return parts;
}

}  // namespace

RunCollector::RunCollector(transport::Host& host, const std::string& run_folder,
                           const std::vector<std::string>& patterns)
    : collector_(host, run_folder, below_run(patterns)) {}

RunMetrics RunCollector::update() {
  return parted(collector_.update());
}

RunMetrics RunCollector::finish() && {
  return parted(std::move(collector_).finish());
}

}  // namespace aifactory::monitoring
