// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/settings.hpp"
#include "aifactory/job/ledger.hpp"
#include "aifactory/job/run.hpp"
#include "aifactory/scheduler/scheduler.hpp"
#include "aifactory/transfer/transfer.hpp"
#include "aifactory/transport/host.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace aifactory::job {

/// Runs on one site. Borrows everything; calls block on the network.
class Jobs {
 public:
  struct Parts {
    transport::Host& host;
    const scheduler::Scheduler& scheduler;
    const config::SiteProfile& site;
    Ledger& ledger;
    std::string root;  ///< absolute folder of aifactory on the site; runs live in ROOT/runs/NAME
  };
  explicit Jobs(Parts parts);

  struct Request {
    const config::Job& job;
    std::string project;  ///< folder of the project file
    std::map<std::string, std::string> dataset_paths;
    std::map<std::string, std::string> dataset_fingerprints;
  };
  /// Exactly once: the run is in the ledger before anything is sent, its folder carries lock and id, and after a lost
  /// connection the same step adopts what it finds. Errors: bad_input, config (plan); not_permitted, bad_input
  /// (refused by the batch system; no run is left behind); try_again (the run stays in the ledger; resume() settles
  /// it).
  Run submit(const Request& request, transfer::Observer& observer);

  /// Brings these runs up to date with one query; unknown answers change nothing. Updates the ledger.
  std::vector<Run> refresh(std::vector<Run> runs);

  /// Waits until all are final. `tick` is called after each look. Looks after 2 s, then ever more rarely (up to
  /// 60 s, and never more often than the site allows). Errors: timed_out, interrupted.
  std::vector<Run> wait(std::vector<Run> runs, std::optional<Seconds> limit,
                        const std::function<void(const std::vector<Run>&)>& tick);

  void cancel(const std::vector<Run>& runs);

 private:
  Parts parts_;
};

/// Pause before look number `look` (from 0), for runs that are `age` old. Pure.
std::chrono::milliseconds poll_pause(int look, Seconds age, Seconds site_minimum);

/// The status with which `job wait` ends: the job's own exit code, 128 + signal; 1 for other bad endings.
int exit_status_of(const Run& run);

}  // namespace aifactory::job
