// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"

#include "cli/command.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// The options by which `job list` and `job cancel` choose among runs.
struct RunFilter {
  std::vector<std::string> states;
  std::vector<std::string> names;
  std::optional<Seconds> since;
  std::optional<int> limit;
};

/// What --state takes: the words of all states in lower case, and one for all that have not ended.
std::vector<std::string> state_names();

/// Does it let every run pass?
bool is_empty(const RunFilter& filter);

Option state_option(RunFilter& filter);
Option name_option(RunFilter& filter);
Option since_option(RunFilter& filter);

/// Those of the filter, as they are now; the order stays. The batch system is asked once a site, and only about runs
/// that may be among them. Errors: usage for an unknown state and a limit below 1.
std::vector<job::Run> filtered(AppContext& context, std::vector<job::Run> runs, const RunFilter& filter);

}  // namespace aifactory::cli
