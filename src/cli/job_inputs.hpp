// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/jobs.hpp"

namespace aifactory::cli {

class AppContext;

/// A job of the project by name, the only one there is, or for "-" the one on standard input. Errors: those of
/// chosen_job() and Settings::read_job().
config::Job job_to_submit(AppContext& context, const std::string& name);

/// The runs that a job waits for, as they are now: run names, tasks and ids, or the latest run of a job of the project.
/// Errors: usage; no_input when there is none.
std::vector<job::Dependency> find_dependencies(AppContext& context, const std::vector<std::string>& after);

/// What a job is submitted with: its datasets are looked up on the site (on this machine, those that were not uploaded
/// are used where they lie). Errors: no_input, naming the dataset and the command that uploads it.
job::Jobs::Request make_request(AppContext& context, const config::Job& job);

/// Folders that do not go along with the code: the project's datasets.
std::vector<std::filesystem::path> code_exclude(AppContext& context);

}  // namespace aifactory::cli
