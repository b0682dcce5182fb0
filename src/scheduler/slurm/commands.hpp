// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/scheduler/scheduler.hpp"

#include <span>
#include <string>
#include <string_view>

namespace aifactory::scheduler::slurm {

/// Ends each field but the last in what squeue and sacct are asked to print: no field of theirs can hold it.
inline constexpr char field_end = '\x1f';

/// Begins each line by which the answer is cut into sections: "@aifactory squeue", "@aifactory status 0".
inline constexpr std::string_view mark = "@aifactory ";

std::string submit_text(const Submission& submission);
std::string query_text(std::span<const Scheduler::Asked> jobs);
std::string find_text(std::string_view job_name);
std::string cancel_text(std::span<const Scheduler::Asked> jobs);
std::string evidence_text(std::string_view id);

/// Begins every text: Slurm's commands in PATH and nothing of the user's own formats; `us` is field_end.
std::string preamble();
bool is_id(std::string_view id);

}  // namespace aifactory::scheduler::slurm
