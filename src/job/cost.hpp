// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/site_profile.hpp"
#include "aifactory/job/run.hpp"

#include "job/queue_choice.hpp"

namespace aifactory::job {

/// Puts into a plan what it costs if each task uses its whole time: GPU-hours; without GPUs core-hours, or node-hours
/// where nodes are given whole; and the same in the site's unit where it counts in one of them.
void count_cost(const config::SiteProfile& site, const QueueChoice& queue, Plan& plan);

}  // namespace aifactory::job
