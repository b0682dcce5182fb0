// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/site_profile.hpp"
#include "aifactory/output/records.hpp"

#include <vector>

namespace aifactory::cli {

class AppContext;

/// Fields of a program that is run for the user of a site: here, for a secret, or there.
const output::Shape& program_shape();
void print_programs(AppContext& context, const std::vector<config::SiteProfile>& sites);

}  // namespace aifactory::cli
