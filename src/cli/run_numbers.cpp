// SPDX-License-Identifier: Apache-2.0
#include "cli/run_numbers.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/glob.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/host.hpp"

#include "cli/app_context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace aifactory::cli {
namespace {

bool is_of(const monitoring::StepUsage& step, const job::Run& run) {
  return !run.id.empty() && step.step.starts_with(run.id) &&
         (step.step.size() == run.id.size() || step.step[run.id.size()] == '.' || step.step[run.id.size()] == '_');
}

void add_usage(AppContext& context, const std::string& site, const std::vector<RunNumbers*>& of_site) {
  std::vector<job::Run> runs;
  for (const RunNumbers* numbers : of_site)
    runs.push_back(numbers->run);
  const monitoring::SlurmUsage usage = slurm_usage(context, site, runs);
  const bool whole_nodes = has_whole_nodes(context, site);
  for (RunNumbers* numbers : of_site) {
    numbers->whole_nodes = whole_nodes;
    numbers->usage.steps = steps_of(usage, numbers->run);
    numbers->missing.insert(numbers->missing.end(), usage.missing.begin(), usage.missing.end());
  }
}

RunNumbers read_numbers(AppContext& context, const job::Run& run) {
  RunNumbers numbers{.run = run};
  numbers.metrics = monitoring::RunCollector(context.site(run.site).login_host(), run.folder, run.metrics).finish();
  numbers.missing = missing_of(run, numbers.metrics);
  return numbers;
}

monitoring::Efficiency judged(const RunNumbers& numbers, std::vector<monitoring::NodeUse> nodes) {
  return monitoring::judge({.gpus = numbers.run.gpus,
                            .elapsed = numbers.run.elapsed,
                            .time_limit = numbers.run.time_limit,
                            .ended_well = numbers.run.state == scheduler::State::completed,
                            .whole_nodes = numbers.whole_nodes,
                            .slurm = numbers.usage.steps,
                            .nodes = std::move(nodes)});
}

/// Curves, or a complaint, of a file that the pattern means; one that names a folder means all that is in it.
bool has_any(const monitoring::Metrics& metrics, std::string_view pattern) {
  while (pattern.starts_with("./"))
    pattern.remove_prefix(2);
  while (pattern.ends_with('/'))
    pattern.remove_suffix(1);
  const auto fits = [&](const auto& each) {
    const bool all = pattern.empty() || pattern == ".";
    return all || matches_glob(pattern, each.source) || matches_glob(std::string(pattern) + "/**", each.source);
  };
  return std::ranges::any_of(metrics.series, fits) || std::ranges::any_of(metrics.complaints, fits);
}

std::string usage_line(const monitoring::Efficiency& found) {
  std::vector<std::string> facts;
  if (found.gpu_percent) facts.push_back(fmt::format("GPUs busy {:.0f} %", *found.gpu_percent));
  if (found.cpu_cores_used && found.cpu_cores)
    facts.push_back(fmt::format("{:.1f} of {:.0f} cores", *found.cpu_cores_used, *found.cpu_cores));
  if (found.memory_peak)
    facts.push_back("memory at most " + format_bytes(static_cast<std::uint64_t>(*found.memory_peak)) +
                    (found.memory ? " of " + format_bytes(static_cast<std::uint64_t>(*found.memory)) : ""));
  if (found.energy_joules) facts.push_back(fmt::format("{:.3g} kWh", *found.energy_joules / 3.6e6));
  return join(facts, ", ");
}

}  // namespace

std::vector<monitoring::StepUsage> steps_of(const monitoring::SlurmUsage& usage, const job::Run& run) {
  std::vector<monitoring::StepUsage> steps;
  std::ranges::copy_if(usage.steps, std::back_inserter(steps), [&](const auto& step) { return is_of(step, run); });
  return steps;
}

std::vector<std::string> missing_of(const job::Run& run, const monitoring::RunMetrics& metrics) {
  std::vector<std::string> missing, silent;
  std::ranges::copy_if(run.metrics, std::back_inserter(silent),
                       [&](const std::string& pattern) { return !has_any(metrics.training, pattern); });
  if (run.metrics.empty()) missing.emplace_back("curves: the job names no files under 'metrics'");
  if (!silent.empty()) missing.push_back(fmt::format("curves: nothing in {} yet", printable(join(silent, ", "))));
  if (metrics.nodes.series.empty())
    missing.emplace_back("use of the nodes: the sampler wrote nothing (it is off, or the job did not start)");
  return missing;
}

bool has_whole_nodes(AppContext& context, const std::string& site) {
  return context.site(site).profile().scheduler != config::SchedulerKind::slurm;
}

monitoring::SlurmUsage slurm_usage(AppContext& context, const std::string& site, const std::vector<job::Run>& runs) {
  SiteServices& services = context.site(site);
  if (services.profile().scheduler != config::SchedulerKind::slurm) return {};
  std::vector<std::string> ids;
  for (const job::Run& run : runs)
    if (!run.id.empty()) ids.push_back(run.id);
  const std::string command = monitoring::slurm_usage_command(ids);
  if (command.empty()) return {.steps = {}, .missing = {"Slurm's usage: the run has no job id yet"}};
  services.spend_call();
  const auto output = transport::run(services.login_host(), {.script = command, .repeat = transport::Repeat::safe});
  return monitoring::read_slurm_usage_answer(output.out);
}

std::vector<RunNumbers> numbers_of(AppContext& context, const std::vector<job::Run>& runs) {
  std::vector<RunNumbers> all;
  for (const job::Run& run : runs)
    all.push_back(read_numbers(context, run));
  std::map<std::string, std::vector<RunNumbers*>> by_site;
  for (RunNumbers& numbers : all)
    by_site[numbers.run.site].push_back(&numbers);
  for (auto& [site, of_site] : by_site)
    add_usage(context, site, of_site);
  return all;
}

monitoring::Efficiency efficiency_of(const RunNumbers& numbers) {
  return judged(numbers, monitoring::node_use_of(numbers.metrics.nodes));
}

void say_efficiency(AppContext& context, const job::Run& run) {
  const output::Selection selection = context.selection();
  const bool for_people = selection.format == output::Format::table || selection.format == output::Format::wide;
  if (!for_people || selection.fields || context.terminal().quiet || run.elapsed.value_or(Seconds{0}) < Seconds{60})
    return;
  try {
    RunNumbers numbers{.run = run};
    const std::vector<std::string> folders{run.folder};
    auto use = monitoring::read_node_use(context.site(run.site).login_host(), folders).front();
    add_usage(context, run.site, {&numbers});
    const auto found = judged(numbers, std::move(use));
    if (const std::string line = usage_line(found); !line.empty()) output::note(context.terminal(), "used: " + line);
    for (const std::string& advice : found.advice)
      output::note(context.terminal(), advice);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
  }
}

}  // namespace aifactory::cli
