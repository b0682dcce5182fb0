// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/config/site_profile.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::scheduler {

/// What Slurm itself says of the queues of a site and of its user, by name. What it does not say is empty.
struct Limits {
  struct Partition {
    std::optional<Seconds> walltime;
    std::optional<int> nodes;      ///< at most for one job, or all there are
    std::vector<std::string> qos;  ///< the only ones it takes; empty: any
    int cpus_per_node = 0;
    int gpus_per_node = 0;
    bool up = true;
  };
  struct Qos {
    std::optional<Seconds> walltime;
    std::optional<int> nodes;   ///< at most for one job
    std::optional<int> submit;  ///< jobs of one user
  };
  std::map<std::string, Partition, std::less<>> partitions;
  std::map<std::string, Qos, std::less<>> qos;
  std::map<std::string, std::vector<std::string>, std::less<>> accounts;  ///< of the user, with the QoS allowed there
};

/// POSIX sh text that asks for all of it in one go, and its answer. Reading never throws: what makes no sense is left
/// out.
std::string limits_command();
Limits read_limits(std::string_view out);

/// One thing in which profile and site were compared.
struct Comparison {
  std::string what;     ///< "QoS acc_debug: time"
  std::string profile;  ///< in words; empty: the profile does not say
  std::string live;     ///< empty: the site does not say
  bool differs() const { return !profile.empty() && !live.empty() && profile != live; }
};
std::vector<Comparison> compare(const config::SiteProfile& profile, const Limits& limits);

/// The profile with the site's own words over its values, and that said in its sources. A queue that is not there, or
/// that no account of the user may use, goes, unless none would be left. Pure.
config::SiteProfile apply(config::SiteProfile profile, const Limits& limits, std::string_view date);

}  // namespace aifactory::scheduler
