// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"

#include "cli/look_schedule.hpp"

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

  /// Something hints at the end: it is worth asking soon.
  void may_have_ended() { schedule_.hint(); }

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
  LookSchedule schedule_;
};

}  // namespace aifactory::cli
