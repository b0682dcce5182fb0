// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/transport/host.hpp"

#include "cli/app_context.hpp"
#include "cli/report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::cli {
namespace {

using Energies = std::map<std::string, RunEnergy>;
using Runs = std::vector<job::Run>;

void add_slurms(AppContext& context, const std::string& site, const Runs& runs, Energies& energy,
                std::vector<std::string>& missing) {
  const auto usage = slurm_usage(context, site, runs);
  for (const auto& run : runs)
    for (const auto& step : usage.steps)
      if (const auto joules = step.values.find("energy_joules");
          step.step == run.id && joules != step.values.end() && joules->second > 0)
        energy[run.name] = {.joules = joules->second};
  for (const auto& each : usage.missing)
    missing.push_back(site + ": " + each);
}

/// Of runs that Slurm counts no energy for.
void add_samplers(AppContext& context, const std::string& site, const Runs& runs, Energies& energy) {
  std::vector<std::string> names, folders;
  for (const auto& run : runs) {
    if (!run.started || energy.contains(run.name)) continue;
    names.push_back(run.name);
    folders.push_back(run.folder);
  }
  if (folders.empty()) return;
  const auto use = monitoring::read_node_use(context.site(site).login_host(), folders);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (const auto joules = monitoring::gpu_energy(use[i])) energy[names[i]] = {.joules = *joules, .gpus_only = true};
}

std::string unknown_energy(const Runs& runs, const Energies& energy) {
  const auto ran = std::ranges::count_if(runs, [](const job::Run& run) { return run.started.has_value(); });
  const auto unknown = ran - static_cast<std::ptrdiff_t>(energy.size());
  if (unknown <= 0) return "";
  return fmt::format("energy of {} of {} runs is not known: neither Slurm nor the GPUs counted it", unknown, ran);
}

}  // namespace

ProjectReport gather_project(AppContext& context, const Runs& runs, const std::optional<monitoring::Emission>& given) {
  ProjectReport report{.project = context.settings().has_project() ? context.settings().project().name : "all"};
  std::map<std::string, Runs> by_site;
  for (const auto& run : runs)
    by_site[run.site].push_back(run);
  Energies energy;
  for (const auto& [site, of_site] : by_site) {
    report.emissions[site] = given.value_or(monitoring::Emission{});
    try {
      if (!given) report.emissions[site] = monitoring::grid_emission(context.site(site).profile().country);
      add_slurms(context, site, of_site, energy, report.missing);
      add_samplers(context, site, of_site, energy);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      report.missing.push_back(fmt::format("{}: energy is not known ({})", site, error.what()));
    }
  }
  if (const auto unknown = unknown_energy(runs, energy); !unknown.empty()) report.missing.push_back(unknown);
  report.sums = sum_runs(runs, energy, report.emissions);
  return report;
}

}  // namespace aifactory::cli
