// SPDX-License-Identifier: Apache-2.0
#include "job/layout.hpp"

#include "aifactory/base/error.hpp"

#include <fmt/format.h>

namespace aifactory::job {

namespace {

using config::CpuRule;

constexpr int most = 1'000'000;  // nodes, tasks, CPUs or GPUs: beyond it a slip of the finger

[[noreturn]] void impossible(const config::Job& job, std::string why, std::string hint) {
  throw Error{{.kind = ErrorKind::bad_input,
               .what = "job " + job.name + " asks for what cannot be had",
               .why = std::move(why),
               .hint = std::move(hint)}};
}

void check_number(const config::Job& job, const char* key, int value, int least) {
  if (value >= least && value <= most) return;
  impossible(job, fmt::format("`{}: {}` is out of range", key, value),
             fmt::format("write `{}: {}` or more", key, least));
}

void check_numbers(const config::Job& job) {
  check_number(job, "gpus", job.gpus, 0);
  if (job.nodes) check_number(job, "nodes", *job.nodes, 1);
  if (job.tasks) check_number(job, "tasks", *job.tasks, 1);
  if (job.cpus) check_number(job, "cpus", *job.cpus, 1);
}

int nodes_for(const config::Job& job, int gpus_per_node) {
  if (job.nodes) return *job.nodes;
  return job.gpus > 0 && gpus_per_node > 0 ? (job.gpus + gpus_per_node - 1) / gpus_per_node : 1;
}

// The numbers of GPUs around the one asked for that spread evenly.
std::string nearest_gpus(int gpus, int nodes, int per_node) {
  const int fewer = gpus / nodes * nodes;
  const int more = fewer + nodes;
  if (per_node > 0 && more > nodes * per_node) return fmt::format("`gpus: {}`", fewer);
  if (fewer == 0) return fmt::format("`gpus: {}`, or fewer nodes", more);
  return fmt::format("`gpus: {}` or `gpus: {}`", fewer, more);
}

int gpus_on_node(const config::Job& job, const config::SiteProfile& site, int nodes) {
  const int per_node = site.slurm.gpu.per_node;
  if (per_node > 0 && job.gpus > nodes * per_node)
    impossible(job,
               fmt::format("{} node{} of {} have {} GPUs, not {}", nodes, nodes == 1 ? "" : "s", site.id,
                           nodes * per_node, job.gpus),
               "leave `nodes:` out, or ask for `gpus: " + std::to_string(nodes * per_node) + "`");
  if (job.gpus % nodes != 0)
    impossible(job, fmt::format("{} GPUs do not spread evenly over {} nodes", job.gpus, nodes),
               "ask for " + nearest_gpus(job.gpus, nodes, per_node));
  return job.gpus / nodes;
}

int tasks_on_node(const config::Job& job, int nodes, int gpus) {
  if (!job.tasks) return gpus > 0 ? gpus : 1;
  if (*job.tasks % nodes != 0)
    impossible(job, fmt::format("{} tasks do not spread evenly over {} nodes", *job.tasks, nodes),
               fmt::format("ask for `tasks: {}`", (*job.tasks / nodes + 1) * nodes));
  return *job.tasks / nodes;
}

// CPUs that belong to a job's share of one node; 0: no rule.
int cpus_on_node(const config::SlurmRules& rules, int gpus) {
  if (rules.gpu.cpu_rule == CpuRule::exclusive && rules.cpus_per_node > 0) return rules.cpus_per_node;
  return gpus * rules.gpu.cpus_per_gpu;
}

int cpus_with_gpus(const config::Job& job, const config::SiteProfile& site, const Layout& layout,
                   std::vector<std::string>& warnings) {
  const int share = cpus_on_node(site.slurm, layout.gpus_per_node);
  if (share == 0) return job.cpus.value_or(0);
  const bool exact = site.slurm.gpu.cpu_rule == CpuRule::exact;
  const int fair = share / layout.tasks_per_node;
  if (fair == 0 || (exact && share % layout.tasks_per_node != 0))
    impossible(job, fmt::format("{} tasks a node do not go with its {} CPUs", layout.tasks_per_node, share),
               fmt::format("ask for `tasks: {}`, one for each GPU", layout.nodes * layout.gpus_per_node));
  const int asked = job.cpus.value_or(fair);
  if (exact && asked != fair)
    impossible(job,
               fmt::format("{} gives exactly {} CPUs with each GPU; {} tasks a node with {} CPUs do not fit", site.id,
                           site.slurm.gpu.cpus_per_gpu, layout.tasks_per_node, asked),
               fmt::format("leave `cpus:` out, or ask for `cpus: {}`", fair));
  if (asked > fair)
    warnings.push_back(fmt::format("cpus: {} lowered to {}: {} gives {} CPUs with each GPU", asked, fair, site.id,
                                   share / layout.gpus_per_node));
  return std::min(asked, fair);
}

int cpus_without_gpus(const config::Job& job, const config::SiteProfile& site, const Layout& layout) {
  const int all = site.slurm.cpus_per_node;
  const int cpus = job.cpus.value_or(0);
  const auto too_few = fmt::format("a node of {} has {} CPUs for {} task{}", site.id, all, layout.tasks_per_node,
                                   layout.tasks_per_node == 1 ? "" : "s");
  if (all > 0 && layout.tasks_per_node > all) impossible(job, too_few, "ask for more `nodes:` or fewer `tasks:`");
  if (all > 0 && cpus > all / layout.tasks_per_node)
    impossible(job, too_few, fmt::format("ask for `cpus: {}` or fewer", all / layout.tasks_per_node));
  return cpus;
}

// torchrun starts the processes of a node: for the batch system they are one task, with all their CPUs.
int processes_on_node(const config::Job& job, int nodes, int gpus) {
  if (gpus > 0 && job.tasks && *job.tasks != nodes * gpus)
    impossible(job,
               fmt::format("torchrun starts one process for each of its {} GPUs, not {}", nodes * gpus, *job.tasks),
               "leave `tasks:` out");
  if (gpus > 0) return gpus;
  return tasks_on_node(job, nodes, 0);
}

config::Job for_torchrun(config::Job job, int nodes, int processes) {
  job.tasks = nodes;
  if (job.cpus) job.cpus = *job.cpus * processes;
  return job;
}

Layout on_this_machine(const config::Job& job, std::vector<std::string>& warnings) {
  if (job.nodes.value_or(1) > 1) warnings.push_back("this machine is one node: `nodes:` is not followed here");
  if (!job.modules.empty()) warnings.push_back("this machine has no modules: `modules:` is not followed here");
  return {.nodes = 1,
          .tasks_per_node = job.tasks.value_or(1),
          .cpus_per_task = job.cpus.value_or(0),
          .gpus_per_node = job.gpus,
          .processes_per_node = job.gpus > 0 ? job.gpus : job.tasks.value_or(1)};
}

}  // namespace

Layout lay_out(const config::Job& given, const config::SiteProfile& site, std::vector<std::string>& warnings) {
  check_numbers(given);
  if (site.scheduler == config::SchedulerKind::local) return on_this_machine(given, warnings);
  Layout layout;
  if (given.gpus > 1 && !given.nodes && site.slurm.gpu.per_node == 0)
    warnings.push_back(fmt::format(
        "how many GPUs a node of {} has is not known, so all {} are asked of one: aifactory site check asks "
        "the site, or set `nodes:`",
        site.id, given.gpus));
  layout.nodes = nodes_for(given, site.slurm.gpu.per_node);
  layout.gpus_per_node = gpus_on_node(given, site, layout.nodes);
  const bool torchrun = given.launch == "torchrun";
  if (torchrun) layout.processes_per_node = processes_on_node(given, layout.nodes, layout.gpus_per_node);
  const auto job = torchrun ? for_torchrun(given, layout.nodes, layout.processes_per_node) : given;
  layout.tasks_per_node = tasks_on_node(job, layout.nodes, layout.gpus_per_node);
  layout.cpus_per_task =
      layout.gpus_per_node > 0 ? cpus_with_gpus(job, site, layout, warnings) : cpus_without_gpus(job, site, layout);
  return layout;
}

}  // namespace aifactory::job
