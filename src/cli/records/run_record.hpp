// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"
#include "aifactory/output/records.hpp"

#include <vector>

namespace aifactory::cli {

class AppContext;

/// Fields of a run, as `job list`, `job show`, `job submit` and `job wait` print it.
const output::Shape& run_shape();

void print_runs(AppContext& context, const std::vector<job::Run>& runs);
/// The same for runs that were asked for by what they are like.
void print_chosen_runs(AppContext& context, const std::vector<job::Run>& runs);
void print_run(AppContext& context, const job::Run& run);
void print_run(AppContext& context, const job::Run& run, const scheduler::Explanation& why);

/// The tasks of a sweep with their parameters, below the run itself; nothing in formats for programs, where the run's
/// record has them.
void print_tasks(AppContext& context, const job::Run& run);

}  // namespace aifactory::cli
