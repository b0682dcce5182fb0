// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/job/jobs.hpp"

#include "job/handover.hpp"

#include <string>

namespace aifactory::job {

/// Everything decided about one submission, before anything of the run is sent.
struct Prepared {
  Plan plan;
  Run run;
  std::string user_script;
  std::string diff;
  std::string code_folder;  ///< on the site; empty: no code
};

/// Plans, reads the own script, sends the code. Errors: those of plan(), survey_code() and transfer::upload();
/// bad_input for a script with Windows line ends.
Prepared prepare(const Jobs::Parts& parts, const Jobs::Request& request, transfer::Observer& observer);

/// What the batch system is handed: the options of the plan, and those by which the run is found again.
Handover make_handover(const Jobs::Parts& parts, const Run& run, const std::vector<std::string>& options,
                       std::string code_folder);

/// Everything that lies in the run's folder before it is submitted.
std::string files_of(const Jobs::Parts& parts, const Jobs::Request& request, const Prepared& prepared);

/// A refusal as the end of a command.
Error refused(const Run& run, const scheduler::Refusal& refusal);

}  // namespace aifactory::job
