// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/jobs.hpp"
#include "aifactory/output/records.hpp"

#include <string_view>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// Fields of a run, as `job list`, `job show`, `job submit` and `job wait` print it.
const output::Shape& run_shape();

/// In tables nothing that ended badly has the status 0 of its script: 128 and its signal, as a shell has it, or none.
void tell_exit(nlohmann::ordered_json& record);

void print_runs(AppContext& context, const std::vector<job::Run>& runs);
/// The same for runs that were asked for by what they are like; `none` is said when there is none.
void print_chosen_runs(AppContext& context, const std::vector<job::Run>& runs, std::string_view none);
void print_run(AppContext& context, const job::Run& run);
/// With all that is known of it, the words of the diagnosis and, for an array, the states of its tasks: for people in a
/// table below.
void print_run(AppContext& context, const job::Diagnosis& diagnosis);

}  // namespace aifactory::cli
