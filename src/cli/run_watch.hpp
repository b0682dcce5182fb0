// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"

#include <chrono>
#include <functional>
#include <future>
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

  /// True once the run has ended, as far as is known: the question is put beside what goes on meanwhile, as a batch
  /// system that is away takes ten seconds to say so. One that does not answer for now is told once, and means nothing.
  /// Tells of a run that was put back into the queue. Errors: not_permitted, interrupted, config.
  bool ended();

  /// Brings the run up to date, and waits for that. Errors: as ended().
  void update();

  /// Why there is nothing to read yet, as a line.
  std::string why_waiting();

  const job::Run& run() const { return run_; }

 private:
  void ask();
  void take_answer();

  AppContext& context_;
  job::Run run_;
  Tell tell_;
  std::future<job::Run> answer_;
  int looks_ = 0;
  bool trouble_told_ = false;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace aifactory::cli
