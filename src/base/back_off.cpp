// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/back_off.hpp"

#include "aifactory/base/interrupt.hpp"

#include <algorithm>
#include <cstdint>
#include <random>

namespace aifactory {

Milliseconds back_off(int failures, double random) {
  constexpr double first = 1000, longest = 30'000;
  const int doublings = std::clamp(failures - 1, 0, 10);
  const double pause = std::min(longest, first * static_cast<double>(1 << doublings));
  return Milliseconds{static_cast<std::int64_t>(pause * (0.75 + 0.5 * random))};
}

Pacing real_pacing() {
  std::mt19937 generator{std::random_device{}()};
  return {.sleep = [](Milliseconds pause) { interruptible_sleep(pause); },
          .random = [generator]() mutable { return std::uniform_real_distribution<>{}(generator); }};
}

}  // namespace aifactory
