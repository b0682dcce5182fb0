// SPDX-License-Identifier: Apache-2.0
#include "cli/look_schedule.hpp"

#include <algorithm>

namespace aifactory::cli {
namespace {

constexpr Seconds first_eager_pause{2}, longest_eager_pause{16}, longest_hint_pause{128};

}  // namespace

bool LookSchedule::is_due(Moment now) {
  if (hinted_ && now >= next_hint_) {
    hinted_ = false;
    eager_pause_ = first_eager_pause;
    hint_pause_ = std::min(hint_pause_ * 2, longest_hint_pause);
    next_hint_ = now + hint_pause_;
    next_ = now;
  }
  return now >= next_;
}

void LookSchedule::asked(Moment now, Milliseconds usual) {
  const bool eager = eager_pause_ > Seconds{0};
  next_ = now + (eager ? std::min<Milliseconds>(usual, eager_pause_) : usual);
  eager_pause_ = eager && eager_pause_ < longest_eager_pause ? eager_pause_ * 2 : Seconds{0};
}

}  // namespace aifactory::cli
