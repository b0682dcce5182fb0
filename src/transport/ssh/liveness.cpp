// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/liveness.hpp"

#include <algorithm>
#include <ctime>

namespace aifactory::transport::ssh {
namespace {

/// After the machine has slept, its network needs a moment; after that, silence means that the server has gone.
constexpr auto wake_up = std::chrono::seconds(10);
/// No turn of the loop takes that long unless the machine slept.
constexpr auto nap = std::chrono::seconds(30);

#ifdef CLOCK_BOOTTIME
constexpr auto sleepless_clock = CLOCK_BOOTTIME;
#else
constexpr auto sleepless_clock = CLOCK_MONOTONIC;  // goes on in sleep on macOS
#endif

}  // namespace

Liveness::Verdict Liveness::look(Moment now, std::uint64_t bytes_received) {
  const bool slept = now > next_look() + nap;
  if (bytes_received != bytes_) {
    bytes_ = bytes_received;
    heard_ = now;
    asked_ = false;
    return Verdict::alive;
  }
  if (asked_ && now >= deadline_ && !slept) return Verdict::dead;
  const bool ask = (!asked_ && now >= heard_ + limits_.keep_alive) || slept;
  if (!ask) return Verdict::alive;
  const Moment patience = slept ? Moment{wake_up} : Moment{limits_.dead_after - limits_.keep_alive};
  deadline_ = now + std::max<Moment>(patience, std::chrono::seconds(1));
  asked_ = true;
  return Verdict::ask;
}

Liveness::Moment Liveness::next_look() const {
  return asked_ ? deadline_ : heard_ + limits_.keep_alive;
}

Liveness::Moment awake_and_asleep() {
  timespec time = {};
  ::clock_gettime(sleepless_clock, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace aifactory::transport::ssh
