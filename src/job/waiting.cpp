// SPDX-License-Identifier: Apache-2.0
#include "aifactory/job/jobs.hpp"

#include <algorithm>
#include <cmath>

namespace aifactory::job {

// Short jobs are answered soon; an hour of waiting costs the controller under a hundred looks. Somebody who comes back
// to an old job is answered soon too, but only at first.
std::chrono::milliseconds poll_pause(int look, Seconds age, Seconds site_minimum) {
  using std::chrono::milliseconds;
  const milliseconds by_age = std::clamp(age / 8, Seconds{2}, Seconds{60});
  const auto by_look = milliseconds(static_cast<long>(2'000 * std::pow(1.5, std::clamp(look, 0, 20))));
  return std::max<milliseconds>(std::min(by_age, by_look), site_minimum);
}

int exit_status_of(const Run& run) {
  if (run.state == scheduler::State::completed) return 0;
  if (run.signal > 0 && run.signal < 64) return 128 + run.signal;
  if (run.exit_code > 0 && run.exit_code < 256) return run.exit_code;
  return 1;
}

}  // namespace aifactory::job
