// SPDX-License-Identifier: Apache-2.0
#include "job/cost.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace aifactory::job {

namespace {

void set_units(Plan& plan, const config::SiteCommand& budget, double amount) {
  plan.site_units = amount;
  plan.unit = budget.unit;
}

// How many cores nodes without GPUs have, no profile says: given whole, they count as nodes.
void count_without_gpus(const config::SiteCommand* budget, const QueueChoice& queue, double hours, Plan& plan) {
  if (queue.whole_nodes) {
    plan.node_hours = hours * plan.nodes;
    if (budget && budget->unit == "node-h") set_units(plan, *budget, plan.node_hours);
    return;
  }
  plan.core_hours = hours * plan.nodes * plan.tasks_per_node * std::max(1, plan.cpus_per_task);
  static const std::map<std::string_view, double> cores{{"core-h", 1}, {"kcoreh", 0.001}};
  const auto unit = budget ? cores.find(budget->unit) : cores.end();
  if (unit != cores.end()) set_units(plan, *budget, plan.core_hours * unit->second);
}

}  // namespace

void count_cost(const config::SiteProfile& site, const QueueChoice& queue, Plan& plan) {
  const auto found = site.commands.find("budget");
  const auto* budget = found == site.commands.end() ? nullptr : &found->second;
  const double hours = std::chrono::duration<double, std::ratio<3600>>(plan.walltime).count() * plan.array_tasks;
  if (plan.gpus == 0) return count_without_gpus(budget, queue, hours, plan);
  const int per_node = site.slurm.gpu.per_node;
  const double gpus = queue.whole_nodes && per_node > 0 ? double(plan.nodes) * per_node : plan.gpus;
  plan.gpu_hours = gpus * hours;
  if (budget && budget->gpu_hour > 0) set_units(plan, *budget, plan.gpu_hours * budget->gpu_hour);
}

}  // namespace aifactory::job
