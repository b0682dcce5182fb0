// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"

#include <optional>
#include <string>

namespace aifactory::cli {

class AppContext;

/// What `job logs` was told, as it was typed.
struct LogRequest {
  bool follow = false;
  bool errors = false;
  std::optional<int> tail;
  std::optional<std::string> since, tasks, ranks, steps, pattern, prefix;
  bool ignore_case = false;
};

/// Shows the logs of `run` as asked, from the copy kept here or from the site. Returns the exit status. Errors: usage,
/// no_input, those of monitoring::read_logs, OutputClosed.
int show_logs(const LogRequest& request, AppContext& context, job::Run run);

}  // namespace aifactory::cli
