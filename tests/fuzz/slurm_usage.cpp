// SPDX-License-Identifier: Apache-2.0
// What Slurm's commands, or somebody in their place, answer about usage: no number is negative or infinite.
#include "aifactory/monitoring/efficiency.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aifactory;
  auto usage = monitoring::read_slurm_usage_answer({reinterpret_cast<const char*>(data), size});
  for (const auto& step : usage.steps)
    for (const auto& [name, value] : step.values)
      if (!(value >= 0) || std::isinf(value)) std::abort();
  monitoring::judge({.gpus = 4, .elapsed = Seconds{3600}, .slurm = std::move(usage.steps)});
  return 0;
}
