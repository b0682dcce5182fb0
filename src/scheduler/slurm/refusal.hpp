// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/scheduler/scheduler.hpp"

#include <string_view>

namespace aifactory::scheduler::slurm {

/// Why sbatch said no, from its exit status and what it wrote to stderr.
Refusal read_refusal(int exit_status, std::string_view err);

}  // namespace aifactory::scheduler::slurm
