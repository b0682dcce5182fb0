// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"
#include "aifactory/config/site_profile.hpp"

#include <string>
#include <vector>

namespace aifactory::job {

/// How a job lies on the nodes. 0 CPUs: the batch system's default.
struct Layout {
  int nodes = 1;
  int tasks_per_node = 1;
  int cpus_per_task = 0;
  int gpus_per_node = 0;
  int processes_per_node = 1;  ///< started by torchrun: the batch system sees one task a node
};

/// Spreads GPUs, tasks and CPUs by the site's rules. Errors: bad_input with the nearest possible request.
Layout lay_out(const config::Job& job, const config::SiteProfile& site, std::vector<std::string>& warnings);

}  // namespace aifactory::job
