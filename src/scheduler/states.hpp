// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/scheduler/scheduler.hpp"

#include <string_view>

namespace aifactory::scheduler {

/// The folded state for a word of squeue, sacct or scontrol ("CANCELLED by 1001", "TIMEOUT"); unknown for others.
State state_from(std::string_view word);

}  // namespace aifactory::scheduler
