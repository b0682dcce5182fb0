// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace aifactory::transport::ssh {

/// Decides, from the bytes received and the time, when to ask the server for a sign of life and when to give it up.
/// Pure: time and counters are told to it. The clock must go on while the machine sleeps.
class Liveness {
 public:
  using Moment = std::chrono::nanoseconds;

  struct Limits {
    std::chrono::milliseconds keep_alive;
    std::chrono::milliseconds dead_after;
  };
  enum class Verdict { alive, ask, dead };

  Liveness(Limits limits, Moment now) : limits_(limits), heard_(now) {}

  /// To be called whenever something may have changed, and at next_look() at the latest. After `ask`, send a
  /// keep-alive.
  Verdict look(Moment now, std::uint64_t bytes_received);
  Moment next_look() const;

 private:
  Limits limits_;
  Moment heard_;
  Moment deadline_{};
  std::uint64_t bytes_ = 0;
  bool asked_ = false;
};

/// Time since some start, the machine's sleep included.
Liveness::Moment awake_and_asleep();

}  // namespace aifactory::transport::ssh
