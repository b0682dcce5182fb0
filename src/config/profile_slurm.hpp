// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/site_profile.hpp"

#include "config/node.hpp"

namespace aifactory::config {

/// The part of a profile below `slurm`.
void read_slurm(const Node& profile, SlurmRules& rules);

}  // namespace aifactory::config
