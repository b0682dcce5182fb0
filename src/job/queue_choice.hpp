// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"
#include "aifactory/config/site_profile.hpp"

#include <optional>
#include <string>

namespace aifactory::job {

/// Where a job goes: what is written for it, and the limits that hold there.
struct QueueChoice {
  std::string account;
  std::string qos;        ///< empty: nothing to write
  std::string partition;  ///< likewise
  std::optional<Seconds> walltime;
  std::optional<int> nodes;
  bool whole_nodes = false;  ///< given and billed whole
  std::string name() const { return qos.empty() ? partition : qos; }
};

/// The first queue of the asked class that takes the job; what the job or the user's site settings name goes before.
/// Errors: bad_input when no queue takes it, with the nearest possible request; config when account or QoS are
/// compulsory and not given.
QueueChoice choose_queue(const config::Job& job, const config::SiteProfile& site, int nodes);

}  // namespace aifactory::job
