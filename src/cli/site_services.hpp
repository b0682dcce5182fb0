// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/account/target.hpp"
#include "aifactory/config/site_profile.hpp"
#include "aifactory/dataset/dataset.hpp"
#include "aifactory/job/jobs.hpp"
#include "aifactory/scheduler/scheduler.hpp"
#include "aifactory/transport/host.hpp"
#include "aifactory/transport/ssh.hpp"

#include "cli/nobody.hpp"
#include "cli/slurm_calls.hpp"
#include "cli/trace_log.hpp"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace aifactory::cli {

/// All that can be done on one site, each part made when it is first asked for: naming a site costs no connection.
class SiteServices {
 public:
  struct Parts {
    config::SiteProfile profile;
    transport::ssh::Person& person;
    transport::ssh::Share share;
    std::function<job::Ledger&()> ledger;
    std::optional<std::string> accepted_fingerprint;
    TraceLog& trace;
    std::function<void(const std::string&)> warn;
  };
  explicit SiteServices(Parts parts);

  const config::SiteProfile& profile() const { return parts_.profile; }
  bool is_local() const { return parts_.profile.scheduler == config::SchedulerKind::local; }
  /// How its login hosts are reached. Not for the local site.
  transport::ssh::Target login_target() const;
  /// Every way into the site: to the login hosts, and to the transfer hosts where they are others.
  std::vector<transport::ssh::Target> targets() const;
  transport::Host& login_host();     ///< commands
  transport::Host& transfer_host();  ///< bytes; the login host where the site has no other
  /// Further connections to the transfer host, which log in where that asks nobody; each when first used. They are
  /// these services' own, not shared. None for the local site.
  std::vector<transport::Host*> further_transfer_hosts(int count);
  transport::Host& quota_host();  ///< where the site's quota command runs
  const scheduler::Scheduler& scheduler();
  /// Before the site's Slurm is asked for anything by other ways than jobs(); see spend_slurm_call().
  void spend_call() const { spend_slurm_call(profile(), parts_.person); }
  /// The absolute folder of aifactory on the site. Asks the site once for what the profile cannot know ({home},
  /// {group}) and remembers the answer in the state folder.
  const std::string& root();
  job::Jobs& jobs();
  dataset::Datasets& datasets();

 private:
  transport::ssh::Target target(account::HostRole role) const;
  bool has_transfer_hosts() const;
  std::unique_ptr<transport::Host> connect(account::HostRole role) const;
  std::string find_root();
  void warn_once(const std::string& text);

  Parts parts_;
  Nobody nobody_;
  std::unique_ptr<transport::Host> login_host_;
  std::unique_ptr<transport::Host> transfer_host_;
  std::vector<std::unique_ptr<transport::Host>> further_hosts_;
  std::unique_ptr<scheduler::Scheduler> scheduler_;
  std::unique_ptr<job::Jobs> jobs_;
  std::unique_ptr<dataset::Datasets> datasets_;
  std::string root_;
  std::set<std::string> warned_;
};

}  // namespace aifactory::cli
