// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/settings.hpp"
#include "aifactory/job/run.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// The named datasets of the project, or all of them. Errors: no_input.
std::vector<const config::Dataset*> chosen_datasets(const config::Settings& settings,
                                                    const std::vector<std::string>& names);

/// The named job, or the only one there is. Errors: no_input; usage when there are several.
const config::Job& chosen_job(const config::Settings& settings, const std::string& name);

/// The named runs of the project, or the latest. Errors: no_input.
std::vector<job::Run> chosen_runs(AppContext& context, const std::vector<std::string>& names);

/// The same, where tasks of arrays may be named too, as RUN_3 or RUN_[0-4,7]; each comes as a run (job/task.hpp).
/// Errors: no_input; usage; try_again for tasks of a run that has no job id yet.
std::vector<job::Run> chosen_runs_or_tasks(AppContext& context, const std::vector<std::string>& names);

/// These runs as they are now: one query a site. Runs whose site is unknown or does not answer stay as the ledger
/// has them, with a warning.
std::vector<job::Run> refreshed(AppContext& context, std::vector<job::Run> runs);

}  // namespace aifactory::cli
