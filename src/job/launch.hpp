// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"

#include <string>

namespace aifactory::job {

/// The end of a job's script: the command or the own script, once, for each task, or for torchrun on each node; in its
/// container; told of the coming end where the job wants that.
std::string launch_text(const ScriptParts& parts);

}  // namespace aifactory::job
