// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/settings.hpp"
#include "aifactory/output/records.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// Fields of one configured value.
const output::Shape& config_shape();
enum class Origins { hide, show };
void print_config(AppContext& context, const std::vector<config::Origin>& values, Origins origins);

/// Fields of a checked project.
const output::Shape& config_check_shape();
void print_config_check(AppContext& context, const config::Project& project, const std::string& site);

}  // namespace aifactory::cli
