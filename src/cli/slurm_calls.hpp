// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/site_profile.hpp"
#include "aifactory/transport/ssh.hpp"

namespace aifactory::cli {

/// To be called before a site's Slurm is asked for anything: one script counts once, however many programs it runs. All
/// processes of this user share one allowance a site, a file in the state folder; where it is used up this waits for
/// its turn, and says so. Sites without Slurm have none. Errors: interrupted, cannot_create, io.
void spend_slurm_call(const config::SiteProfile& site, transport::ssh::Person& person);

}  // namespace aifactory::cli
