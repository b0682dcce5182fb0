// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Parameter sweeps: every combination of the parameters' values is one task of an array, numbered from 0; the last
/// parameter varies fastest.
namespace aifactory::job {

/// How many combinations there are; 1 without parameters. Errors: bad_input for names and values that cannot be, and
/// for too many combinations.
int check_sweep(const config::Job& job);

/// One combination: names with their values, in order.
using Combination = std::vector<std::pair<std::string, std::string>>;
Combination combination(std::span<const config::Parameter> sweep, int task);

/// "AIFACTORY_PARAM_LR".
std::string sweep_variable(std::string_view name);

/// "lr=0.1" given on the command line, over what the file says: the first mention of a name replaces its values, each
/// further one adds a value. Errors: usage.
void set_parameters(config::Job& job, std::span<const std::string> settings);

}  // namespace aifactory::job
