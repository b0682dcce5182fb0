// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"

#include <string>

namespace aifactory::job {

/// The text of job.script, if there is one; a missing first line "#!" is added. Errors: bad_input for Windows line
/// ends, and when it is empty; no_input, not_permitted.
std::string read_own_script(const config::Job& job);

}  // namespace aifactory::job
