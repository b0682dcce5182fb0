// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/records.hpp"
#include "aifactory/output/terminal.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace aifactory::output {

/// Progress of one piece of work on stderr: a bar with rate and time left on a terminal (redrawn at most ten times a
/// second), else a line every ten seconds, with jsonl an event object a second on stdout; nothing when quiet. Never
/// moves back.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;
  Progress(const Terminal& terminal, Format format, std::string title);
  ~Progress();  ///< leaves the line clean

  void plan(std::uint64_t files, std::uint64_t bytes);
  void move(std::uint64_t files, std::uint64_t bytes, Clock::time_point now = Clock::now());
  void phase(std::string_view name);
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace aifactory::output
