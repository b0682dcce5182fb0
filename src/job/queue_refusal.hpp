// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/config/project.hpp"
#include "aifactory/config/site_profile.hpp"

#include <string>
#include <vector>

namespace aifactory::job {

/// The first that is not empty.
const std::string& first_of(const std::string& one, const std::string& two);

/// Does the job keep within the queue's limits?
bool takes(const config::Queue& queue, const config::Job& job, int nodes);

Error no_such_class(const config::Job& job, const config::SiteProfile& site);

/// None of these queues takes the job; says their limits, and what is nearest to the job and possible.
Error too_big(const config::Job& job, const config::SiteProfile& site, const std::vector<config::Queue>& queues,
              int nodes);

}  // namespace aifactory::job
