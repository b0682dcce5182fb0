// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/jobs.hpp"

#include <nlohmann/json.hpp>

#include <vector>

namespace aifactory::cli {

class AppContext;

/// The tasks of a sweep with what they differ in.
std::vector<nlohmann::ordered_json> sweep_records(const job::Run& run);

/// The tasks of an array with their states, as far as they are known; null where there are none.
nlohmann::ordered_json task_states(const job::Diagnosis& diagnosis);

/// The same as a table for people; nothing for a run that is no array.
void print_tasks(AppContext& context, const job::Diagnosis& diagnosis);

}  // namespace aifactory::cli
