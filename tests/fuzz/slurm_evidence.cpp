// SPDX-License-Identifier: Apache-2.0
// What a site says of a job's queue and of its own limits: never an exception, no empty fact, no limit below one.
#include "aifactory/scheduler/explain.hpp"
#include "aifactory/scheduler/limits.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aifactory::scheduler;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto said = read_testimony(text);
  for (const auto& [key, value] : said.facts)
    if (key.empty() || value.empty()) std::abort();
  for (const auto* reason : {"QOSMaxJobsPerUserLimit", "Dependency", "ReqNodeNotAvail", "Priority"})
    explain({.id = "1", .state = State::pending, .reason = reason}, said.facts);
  const auto limits = read_limits(text);
  for (const auto& [name, partition] : limits.partitions)
    if (name.empty() || partition.cpus_per_node < 0 || partition.gpus_per_node < 0 || partition.nodes.value_or(1) < 1)
      std::abort();
  for (const auto& [name, qos] : limits.qos)
    if (name.empty() || qos.nodes.value_or(1) < 1 || qos.submit.value_or(1) < 1) std::abort();
  compare({}, limits);
  return 0;
}
