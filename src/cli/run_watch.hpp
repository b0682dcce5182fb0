// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace aifactory::cli {

class AppContext;

/// The state of a run while its logs are followed: asked for, but not at every look at the logs.
class RunWatch {
 public:
  using Tell = std::function<void(std::string_view text)>;
  RunWatch(AppContext& context, job::Run run, Tell tell)
      : context_(context), run_(std::move(run)), tell_(std::move(tell)) {}

  /// True once the run has ended. A batch system that does not answer for now is told once, and means nothing. Tells
  /// of a run that was put back into the queue. Errors: not_permitted, interrupted, config.
  bool ended();

  /// Why there is nothing to read yet, as a line.
  std::string why_waiting();

  const job::Run& run() const { return run_; }

 private:
  void look();

  AppContext& context_;
  job::Run run_;
  Tell tell_;
  int looks_ = 0;
  bool trouble_told_ = false;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace aifactory::cli
