// SPDX-License-Identifier: Apache-2.0
#include "job/look_plan.hpp"

#include "aifactory/job/jobs.hpp"

#include <algorithm>
#include <cmath>

namespace aifactory::job {

namespace {

// A job that has just told its end is not at once ended for the batch system.
constexpr int eager_looks = 3;
constexpr std::chrono::seconds eager_pause{2};

}  // namespace

// Short jobs are answered soon. A job's own record tells starts and ends in between. Somebody who comes back to an old
// job is answered soon too, but only at first.
std::chrono::milliseconds poll_pause(int look, Seconds age, Seconds site_minimum) {
  const std::chrono::milliseconds by_age = std::clamp(age / 3, Seconds{2}, Seconds{120});
  const auto by_look = std::chrono::milliseconds(static_cast<long>(2'000 * std::pow(1.5, std::clamp(look, 0, 20))));
  return std::max<std::chrono::milliseconds>(std::min(by_age, by_look), site_minimum);
}

void LookPlan::looked(Moment now, Seconds age, bool news) {
  if (news) eager_ = 0;
  auto pause = poll_pause(looks_++, age, site_minimum_);
  if (eager_ > 0 && eager_--) pause = std::min<Moment>(pause, eager_pause);
  turn_ = now + turns_.take(now);
  next_ = std::max(now + pause, turn_);
}

void LookPlan::noticed(Moment now) {
  eager_ = eager_looks;
  next_ = std::min(next_, std::max(now, turn_));
}

}  // namespace aifactory::job
