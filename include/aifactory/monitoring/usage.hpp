// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::monitoring {

/// What Slurm measured of one job or step, with the unit in each name: "max_rss_bytes", "cpu_seconds",
/// "allocated_gpus", "used_energy_joules". What Slurm did not say is not there.
struct StepUsage {
  std::string step;  ///< "40", "40.batch", "46_0.0"
  std::map<std::string, double, std::less<>> values;
};

/// Fields to ask for with -P -o. sacct knows ended steps, sstat (with -a) running ones.
inline constexpr std::string_view sacct_usage_fields =
    "JobID,ElapsedRaw,TotalCPU,CPUTimeRAW,AllocTRES,MaxRSS,AveRSS,ConsumedEnergyRaw,TRESUsageInTot,TRESUsageInMax,"
    "TRESUsageOutTot";
inline constexpr std::string_view sstat_usage_fields =
    "JobID,NTasks,AveCPU,AveRSS,MaxRSS,ConsumedEnergyRaw,TRESUsageInTot,TRESUsageInMax,TRESUsageOutTot";

/// Reads a table of `sacct -P` or `sstat -P` with its header line. Pure. Columns that are not known, empty values and
/// values that make no sense (Slurm's NO_VAL as energy) are passed over; no header, no rows.
std::vector<StepUsage> read_slurm_usage(std::string_view table);

/// What one look at Slurm's accounts gave, and in words what it did not give.
struct SlurmUsage {
  std::vector<StepUsage> steps;  ///< jobs first in each answer; of a running step both answers are joined
  std::vector<std::string> missing;
};
/// Shell text that asks sacct, and sstat for what still runs, about these job ids in one go. Others are passed over.
std::string slurm_usage_command(std::span<const std::string> ids);
/// Its answer. Pure.
SlurmUsage read_slurm_usage_answer(std::string_view out);

}  // namespace aifactory::monitoring
