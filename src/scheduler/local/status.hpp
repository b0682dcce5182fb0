// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/scheduler/scheduler.hpp"

#include <string_view>
#include <vector>

namespace aifactory::scheduler::local {

/// Reads what `look` (scripts.hpp) printed.
std::vector<JobStatus> read_status(std::string_view out);

}  // namespace aifactory::scheduler::local
