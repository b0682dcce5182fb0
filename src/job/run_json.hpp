// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"

#include <string>
#include <string_view>

namespace aifactory::job {

/// A run as one JSON object: how the ledger keeps it, and run.json in its folder.
std::string write_run(const Run& run);
/// Members that are missing or of another kind keep their defaults: records of other versions can be read. Errors:
/// bad_input when it is no JSON object.
Run read_run(std::string_view text);

/// What was asked for, as spec.json in the run's folder: the job's description and the options made of it.
std::string write_spec(const config::Job& job, const Plan& plan);

}  // namespace aifactory::job
