// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace aifactory::transfer {

/// Holds a transfer to a rate: a bucket that fills evenly and holds a tenth of a second.
class Pace {
 public:
  using Clock = std::chrono::steady_clock;
  explicit Pace(std::uint64_t bytes_per_second) : rate_(static_cast<double>(bytes_per_second)) {}

  /// May bytes go now? Debts are allowed: what is larger than the bucket goes and is waited for afterwards.
  bool allows(Clock::time_point now) {
    if (rate_ <= 0) return true;
    const std::chrono::duration<double> passed = now - last_;
    last_ = now;
    credit_ = std::min(credit_ + passed.count() * rate_, rate_ / 10);
    return credit_ > 0;
  }
  void spend(std::uint64_t bytes) { credit_ -= static_cast<double>(bytes); }
  bool limited() const { return rate_ > 0; }

 private:
  double rate_;
  double credit_ = 0;
  Clock::time_point last_ = Clock::now();
};

}  // namespace aifactory::transfer
