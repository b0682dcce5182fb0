// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/settings.hpp"
#include "aifactory/job/dependency.hpp"
#include "aifactory/job/ledger.hpp"
#include "aifactory/job/run.hpp"
#include "aifactory/scheduler/scheduler.hpp"
#include "aifactory/transfer/transfer.hpp"
#include "aifactory/transport/host.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace aifactory::job {

class Told;

/// Why a run waits or how it ended, with what that is read from.
struct Diagnosis {
  Run run;
  std::map<int, scheduler::JobStatus> tasks = {};  ///< of an array, by number, as far as they are known
  scheduler::Explanation explanation = {};         ///< empty for a run that needs none
  std::vector<scheduler::Evidence> evidence = {};
};

/// Runs on one site. Borrows everything; calls block on the network.
class Jobs {
 public:
  struct Parts {
    transport::Host& host;
    const scheduler::Scheduler& scheduler;
    const config::SiteProfile& site;
    Ledger& ledger;
    std::string root;  ///< absolute folder of aifactory on the site; runs live in ROOT/runs/NAME
    /// Called before each question to the batch system; may wait, for politeness.
    std::function<void()> before_call = [] {};
    /// Told what is to be known of its answers besides the runs, in a sentence.
    std::function<void(const std::string&)> caveat = [](const std::string&) {};
  };
  explicit Jobs(Parts parts);

  struct Request {
    const config::Job& job;
    std::string project;  ///< folder of the project file
    std::map<std::string, std::string> dataset_paths;
    std::map<std::string, std::string> dataset_fingerprints;
    std::vector<Dependency> after = {};                    ///< runs that go before, as they are now
    std::vector<std::filesystem::path> code_exclude = {};  ///< absolute folders that do not go along: datasets
  };
  /// Exactly once: the code goes along first (once per content), the run is in the ledger before it is sent itself, its
  /// folder carries who tried and the id, and after a lost connection the same step adopts what it finds. Errors:
  /// bad_input, config (plan, code); not_permitted, bad_input (refused by the batch system; no run is left behind);
  /// cannot_create (no run is left behind); try_again, interrupted (where the job may have been taken the run stays in
  /// the ledger; refresh() settles it).
  Run submit(const Request& request, transfer::Observer& observer);

  /// When the job would start, as the batch system says it ("Job 7 to start at …"); nothing is submitted. Errors: as
  /// submit().
  std::string estimate(const Request& request);

  /// Brings these runs up to date with one query; unknown answers change nothing. Runs whose submission was never
  /// answered are looked for. Updates the ledger. Errors: try_again when the batch system does not answer.
  std::vector<Run> refresh(std::vector<Run> runs);

  /// Brings the run up to date and says why it is as it is, quoting the batch system and the end of its stderr. Where
  /// these cannot be asked now, the words are without numbers and evidence.
  Diagnosis diagnose(const Run& run);

  /// wait_for() with the runs of this site.
  std::vector<Run> wait(std::vector<Run> runs, std::optional<Seconds> limit,
                        const std::function<void(const std::vector<Run>&)>& tick);

  /// Those that have ended are left alone. Errors: not_permitted; try_again (batch system away, or a submission that
  /// cannot be found yet).
  void cancel(const std::vector<Run>& runs);

  /// Makes a lost ledger again from the site's run folders: adds the runs found there that it does not know, and says
  /// how many. Errors: those of transport::run().
  int recover();

  const Parts& parts() const { return parts_; }

 private:
  Run settle(Run run);
  void take_up(Run& run, Told& told);

  Parts parts_;
};

/// Runs of one site, to be waited for.
struct Waiting {
  Jobs* jobs;
  std::vector<Run> runs;
};

/// Waits until all runs of all these sites are final, and gives them back in this order. `tick` is called with the runs
/// of a site after each look there. Looks after 2 s, then ever more rarely (up to 120 s, and not more often than the
/// site allows). Between looks the runs' own record of their end is watched, which costs the batch system nothing: a
/// job that ended is looked at within seconds; where records grow all the time, as those of arrays do, within two
/// minutes. A batch system or a connection that is away for now is waited for, and so is a site that has answered once.
/// Errors: timed_out, interrupted; unavailable, not_permitted, … at the first look.
std::vector<Run> wait_for(std::vector<Waiting> sites, std::optional<Seconds> limit,
                          const std::function<void(const std::vector<Run>&)>& tick);

/// Pause before look number `look` (from 0), for runs that are `age` old. Pure.
std::chrono::milliseconds poll_pause(int look, Seconds age, Seconds site_minimum);

/// The status with which `job wait` ends: the job's own exit code, 128 + signal; 1 for other bad endings.
int exit_status_of(const Run& run);

}  // namespace aifactory::job
