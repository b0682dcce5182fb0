// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace aifactory::output {

enum class Alphabet { ascii, unicode };

/// What is known of a piece of work. A total of 0 is not known yet.
struct ProgressFacts {
  std::string title;
  std::string phase = {};
  std::uint64_t files = 0, total_files = 0;
  std::uint64_t bytes = 0, total_bytes = 0;
  std::optional<double> bytes_per_second = {};
  Alphabet alphabet = Alphabet::unicode;
};

/// One line, narrower than `columns` so that no terminal wraps it: what does not fit is left out, files first, the
/// percentage last. Pure.
std::string progress_line(const ProgressFacts& facts, std::size_t columns);

/// The same facts for a log: no bar, nothing left out.
std::string progress_sentence(const ProgressFacts& facts);

/// How fast bytes come, smoothed over some seconds.
class RateMeter {
 public:
  using Clock = std::chrono::steady_clock;
  void add(std::uint64_t bytes, Clock::time_point now);
  std::optional<double> bytes_per_second() const { return rate_; }

 private:
  std::optional<Clock::time_point> since_;
  std::uint64_t bytes_ = 0;
  std::optional<double> rate_;
};

}  // namespace aifactory::output
