// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/site_profile.hpp"
#include "aifactory/output/records.hpp"

#include <vector>

namespace aifactory::cli {

class AppContext;

/// Fields of a site.
const output::Shape& site_shape();
void print_sites(AppContext& context, const std::vector<config::SiteProfile>& sites);
/// One site; on a terminal with its queues and the marks of its sources.
void print_site(AppContext& context, const config::SiteProfile& site);

}  // namespace aifactory::cli
