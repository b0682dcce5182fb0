// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/exit_status.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

enum class Verdict { good, advice, bad };

/// One thing that was looked at.
struct Check {
  std::string name;
  Verdict verdict = Verdict::good;
  std::string found;      ///< what is there
  std::string next_step;  ///< what to do, unless good
  ExitStatus status = ExitStatus::done;
};

enum class Reach { this_machine, the_site };

/// Looks at everything; a failed check never stops the others, except those that build on it.
std::vector<Check> run_checks(AppContext& context, Reach reach);

}  // namespace aifactory::cli
