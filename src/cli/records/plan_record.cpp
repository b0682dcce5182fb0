// SPDX-License-Identifier: Apache-2.0
#include "cli/records/plan_record.hpp"

#include "aifactory/base/text.hpp"
#include "aifactory/job/own_script.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

std::map<std::string, std::string> dataset_paths_to_be(const config::Job& job) {
  std::map<std::string, std::string> paths;
  for (const std::string& name : job.datasets)
    paths[name] = "ROOT/datasets/" + name;
  return paths;
}

std::string script_to_be(AppContext& context, const config::Job& job, const job::Plan& plan) {
  return job::make_script({.job = job,
                           .site = context.site().profile(),
                           .plan = plan,
                           .run_name = job.name + "-XXXX",
                           .run_folder = "ROOT/runs/" + job.name + "-XXXX",
                           .dataset_paths = dataset_paths_to_be(job),
                           .user_script = job::read_own_script(job)});
}

std::string in_words(int number, std::string_view thing) {
  return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

/// "2 nodes, 8 GPUs, 16 GPU-hours at most = 0.32 kcoreh"
std::string cost_line(const job::Plan& plan) {
  std::string text =
      in_words(plan.nodes, "node") + ", " + (plan.gpus > 0 ? in_words(plan.gpus, "GPU") : std::string("no GPUs"));
  if (plan.array_tasks > 1) text = in_words(plan.array_tasks, "task") + " of " + text;
  const std::pair<double, std::string_view> costs[] = {
      {plan.gpu_hours, "GPU-hours"}, {plan.core_hours, "core-hours"}, {plan.node_hours, "node-hours"}};
  for (const auto& [hours, unit] : costs)
    if (hours > 0) text += fmt::format(", {:.4g} {} at most", hours, unit);
  if (plan.site_units) text += fmt::format(" = {:.4g} {}", *plan.site_units, plan.unit);
  return text;
}

}  // namespace

void print_plan(AppContext& context, const config::Job& job, const job::Plan& plan) {
  const std::string script = script_to_be(context, job, plan);
  const output::Selection selection = context.selection();
  if (selection.format == output::Format::table || selection.format == output::Format::wide) {
    return output::print(context.terminal(),
                         fmt::format("# sbatch {}\n# {}\n{}", shell_join(plan.options), cost_line(plan), script));
  }
  static const output::Shape shape{.fields = {{"job", "Job"}}, .name_field = "job", .empty_note = ""};
  const nlohmann::ordered_json record{
      {"job", job.name},
      {"site", context.site().profile().id},
      {"options", plan.options},
      {"nodes", plan.nodes},
      {"tasks_per_node", plan.tasks_per_node},
      {"cpus_per_task", plan.cpus_per_task},
      {"gpus", plan.gpus},
      {"time_limit", plan.walltime.count()},
      {"queue", json_text(plan.queue)},
      {"gpu_hours", plan.gpu_hours},
      {"core_hours", plan.core_hours},
      {"node_hours", plan.node_hours},
      {"site_units", plan.site_units ? nlohmann::ordered_json(*plan.site_units) : nlohmann::ordered_json()},
      {"unit", json_text(plan.unit)},
      {"script", script},
  };
  output::print_record(context.terminal(), shape, record, {.format = selection.format, .fields = {}});
}

void print_estimate(AppContext& context, const config::Job& job, const std::string& estimate) {
  static const output::Shape shape{
      .fields = {{"job", "Job"}, {"site", "Site"}, {"estimate", "Estimate"}}, .name_field = "job", .empty_note = ""};
  const nlohmann::ordered_json record{{"job", job.name}, {"site", context.site().profile().id}, {"estimate", estimate}};
  output::print_record(context.terminal(), shape, record, context.selection());
}

}  // namespace aifactory::cli
