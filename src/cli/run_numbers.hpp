// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/run.hpp"
#include "aifactory/monitoring/efficiency.hpp"
#include "aifactory/monitoring/run_metrics.hpp"
#include "aifactory/monitoring/usage.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// All numbers of one run: what it wrote, what was measured beside it, what Slurm measured.
struct RunNumbers {
  job::Run run;
  monitoring::RunMetrics metrics = {};
  monitoring::SlurmUsage usage = {};
  bool whole_nodes = false;               ///< as RunFacts has it
  std::vector<std::string> missing = {};  ///< what is not known, and why
};

/// Of these runs; on a site that does not answer only what the ledger has, with a reason under `missing`.
std::vector<RunNumbers> numbers_of(AppContext& context, const std::vector<job::Run>& runs);

/// Is there nobody at this site who gives out parts of a node?
bool has_whole_nodes(AppContext& context, const std::string& site);

/// Slurm's usage of these runs of one site, in one call; nothing on a site without Slurm.
monitoring::SlurmUsage slurm_usage(AppContext& context, const std::string& site, const std::vector<job::Run>& runs);

/// Those of one run: "46_3.batch" is of job "46".
std::vector<monitoring::StepUsage> steps_of(const monitoring::SlurmUsage& usage, const job::Run& run);

/// What no file of the run and no look of the sampler said.
std::vector<std::string> missing_of(const job::Run& run, const monitoring::RunMetrics& metrics);

monitoring::Efficiency efficiency_of(const RunNumbers& numbers);

/// "used 3.9 of 20 cores, …" and the advice, as notes; nothing for a run that has not run for a minute, and for
/// programs. A site that does not answer is none of its business.
void say_efficiency(AppContext& context, const job::Run& run);

}  // namespace aifactory::cli
