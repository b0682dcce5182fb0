// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/transport/host.hpp"

#include "cli/app_context.hpp"
#include "cli/report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::cli {
namespace {

using Uses = std::map<std::string, RunUse>;
using Runs = std::vector<job::Run>;

void add_accounts(AppContext& context, const std::string& site, const Runs& runs, Uses& uses,
                  std::vector<std::string>& missing) {
  const auto usage = slurm_usage(context, site, runs);
  int unknown_arrays = 0;
  for (const auto& run : runs) {
    const auto accounted = monitoring::account_use(steps_of(usage, run));
    uses[run.name] = use_of(run, accounted);
    unknown_arrays += !accounted && run.tasks > 1 && run.started;
  }
  for (const auto& each : usage.missing)
    missing.push_back(site + ": " + each);
  if (unknown_arrays > 0)
    missing.push_back(
        fmt::format("{}: of {} array(s) only the time from first start to last end is known, and counted "
                    "as that of one task",
                    site, unknown_arrays));
}

/// Of runs that Slurm counts no energy for.
void add_samplers(AppContext& context, const std::string& site, const Runs& runs, Uses& uses) {
  std::vector<RunUse*> found;
  std::vector<std::string> folders;
  for (const auto& run : runs) {
    if (!run.started || uses[run.name].energy_joules) continue;
    found.push_back(&uses[run.name]);
    folders.push_back(run.folder);
  }
  if (folders.empty()) return;
  const auto nodes = monitoring::read_node_use(context.site(site).login_host(), folders);
  for (std::size_t i = 0; i < found.size(); ++i)
    if ((found[i]->energy_joules = monitoring::gpu_energy(nodes[i]))) found[i]->gpus_only = true;
}

void name_what_is_missing(const Runs& runs, const Uses& uses, std::vector<std::string>& missing) {
  const auto ran = [](const job::Run& run) { return run.started.has_value(); };
  const auto unknown =
      std::ranges::count_if(runs, [&](const job::Run& run) { return ran(run) && !uses.at(run.name).energy_joules; });
  if (unknown > 0)
    missing.push_back(fmt::format("energy of {} of {} runs is not known: neither Slurm nor the GPUs counted it",
                                  unknown, std::ranges::count_if(runs, ran)));
  const auto again = std::ranges::count_if(runs, [](const job::Run& run) { return run.restarts > 0; });
  if (again > 0)
    missing.push_back(
        fmt::format("{} run(s) were put back into the queue: only what they used since then counts", again));
}

}  // namespace

ProjectReport gather_project(AppContext& context, const Runs& runs, const std::optional<monitoring::Emission>& given) {
  ProjectReport report{.project = context.settings().has_project() ? context.settings().project().name : "all"};
  std::map<std::string, Runs> by_site;
  for (const auto& run : runs)
    by_site[run.site].push_back(run);
  Uses uses;
  for (const auto& run : runs)
    uses[run.name] = use_of(run, {});
  for (const auto& [site, of_site] : by_site) {
    report.emissions[site] = given.value_or(monitoring::Emission{});
    try {
      if (!given) report.emissions[site] = monitoring::grid_emission(context.site(site).profile().country);
      add_accounts(context, site, of_site, uses, report.missing);
      add_samplers(context, site, of_site, uses);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      report.missing.push_back(fmt::format("{}: energy is not known ({})", site, error.what()));
    }
  }
  name_what_is_missing(runs, uses, report.missing);
  report.sums = sum_runs(runs, uses, report.emissions);
  return report;
}

}  // namespace aifactory::cli
