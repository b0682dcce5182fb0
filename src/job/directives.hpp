// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/config/project.hpp"
#include "aifactory/scheduler/options.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aifactory::job {

/// The options in the #SBATCH lines of a script: those before its first command, as sbatch reads them. Errors:
/// bad_input.
std::vector<scheduler::Option> directives_of(std::string_view script);

/// A line that cannot be followed.
Error bad_line(std::string_view line, std::string why, std::string hint);

/// `job` with what its own script's lines say wherever the project file says nothing. Where both say something else,
/// the project file goes before, with a warning. Errors: bad_input.
config::Job with_directives(config::Job job, std::string_view script, std::vector<std::string>& warnings);

/// Those lines that with_directives() leaves alone and that no option of the plan replaces.
std::vector<scheduler::Option> other_directives(std::string_view script, const std::vector<std::string>& plan_options);

}  // namespace aifactory::job
