// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/scheduler/scheduler.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::scheduler::slurm {

/// The pieces of one line of squeue or sacct; the last of `count` keeps whatever else is on the line (job names may
/// hold anything). Empty for lines with fewer: error messages, a cluster's heading.
std::vector<std::string_view> fields_of(std::string_view line, std::size_t count);

/// 0 for what is no number. squeue and sinfo write 2048 as "2K".
int number(std::string_view text);
std::optional<Seconds> seconds(std::string_view text);
/// TimelimitRaw: minutes; empty for UNLIMITED and Partition_Limit.
std::optional<Seconds> minutes(std::string_view text);

/// "3:0" is code 3, "0:11" signal 11.
void read_exit_code(std::string_view text, JobStatus& status);

/// GPUs in "billing=40,cpu=40,gres/gpu=2" (also "gres/gpu:h100=2" alone).
int gpus_in_tres(std::string_view tres);
/// GPUs of one node in squeue's %b: "gres:gpu:4", "gres/gpu:h100:4", "gpu".
int gpus_in_gres(std::string_view gres);

}  // namespace aifactory::scheduler::slurm
