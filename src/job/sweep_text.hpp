// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"

#include <span>
#include <string>
#include <string_view>

namespace aifactory::job {

/// Shell text that sets the variables of the task that runs it.
std::string sweep_environment(std::span<const config::Parameter> sweep);

/// `command` with {NAME} of each parameter replaced by its variable, quoted as the place asks for: a value is always
/// one word, or part of one, and never code. "${NAME}", comments, and names that are no parameters stay as they are.
std::string with_parameters(std::string_view command, std::span<const config::Parameter> sweep);

/// The tasks with their values, tab-separated under a heading: tasks.tsv in the run's folder.
std::string sweep_table(std::span<const config::Parameter> sweep);

}  // namespace aifactory::job
