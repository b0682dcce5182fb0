// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"
#include "aifactory/job/run.hpp"

namespace aifactory::cli {

class AppContext;

/// What `job submit --dry-run` shows: options, cost and the script.
void print_plan(AppContext& context, const config::Job& job, const job::Plan& plan);

/// When a job would start, in the batch system's words.
void print_estimate(AppContext& context, const config::Job& job, const std::string& estimate);

}  // namespace aifactory::cli
