// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/run.hpp"

#include "job/cost.hpp"
#include "job/directives.hpp"
#include "job/kind_options.hpp"
#include "job/layout.hpp"
#include "job/option_list.hpp"
#include "job/queue_choice.hpp"
#include "job/refuse_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <regex>

namespace aifactory::job {

namespace {

constexpr Seconds default_walltime = std::chrono::hours(1);

void check_env(const config::Job& job) {
  for (const auto& [name, value] : job.env) {
    const auto word = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
    const bool good =
        !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0])) && std::ranges::all_of(name, word);
    if (!good) refuse(job, "'" + printable(name) + "' cannot be the name of a variable", "letters, digits and _ can");
    if (value.find('\0') != value.npos) refuse(job, "the value of " + name + " has a NUL byte", "take it out");
  }
}

void check_command(const config::Job& job) {
  if (job.command.empty() == job.script.empty())
    refuse(job, job.command.empty() ? "nothing to run" : "both `command:` and `script:`",
           "write one of `command:` and `script:`");
  if (job.command.find('\0') != std::string::npos) refuse(job, "the command has a NUL byte", "take it out");
}

// A pattern is what somebody saw; the site has the last word.
void check_account(const config::SiteProfile& site, const QueueChoice& queue, Plan& plan) {
  const auto& pattern = site.slurm.account_pattern;
  if (pattern.empty() || queue.account.empty() || std::regex_search(queue.account, std::regex(pattern))) return;
  plan.warnings.push_back(
      fmt::format("account {} does not look like one of {}, which are of the form {}: aifactory account status lists "
                  "yours",
                  printable(queue.account), site.id, pattern));
}

// A job whose folder its nodes do not see dies before its first line, and leaves no log.
void check_folder(const config::SiteProfile& site) {
  const auto& mounts = site.compute_mounts;
  const auto below = [&](const std::string& mount) {
    return site.root == mount || site.root.starts_with(mount.ends_with('/') ? mount : mount + "/");
  };
  if (mounts.empty() || !site.root.starts_with('/') || std::ranges::any_of(mounts, below)) return;
  throw Error{{.kind = ErrorKind::config,
               .what = fmt::format("the nodes of {} do not see its folder {}", site.id, printable(site.root)),
               .why = "they see " + join(mounts, ", ") + ": a job would end before its first line",
               .hint = fmt::format("set `root:` below sites.{} in aifactory.yaml to a folder there", site.id)}};
}

void choose_walltime(const config::Job& job, const QueueChoice& queue, Plan& plan) {
  if (job.time && *job.time <= Seconds{0}) refuse(job, "the time must be longer than nothing", "write it as 30m or 2h");
  plan.walltime = job.time.value_or(std::min(default_walltime, queue.walltime.value_or(default_walltime)));
  if (!job.time) plan.warnings.push_back("no `time:` given: " + format_duration(plan.walltime));
}

void add_gpus(const config::GpuShape& shape, const Plan& plan, OptionList& options) {
  if (plan.gpus == 0) return;
  if (shape.request == "gpus_per_node")
    options.set("gpus-per-node", std::to_string(plan.gpus_per_node));
  else if (shape.request == "gpus")
    options.set("gpus", std::to_string(plan.gpus));
  else
    options.set("gres", "gpu:" + std::to_string(plan.gpus_per_node));
}

std::string memory_for(const config::Job& job, const config::GpuShape& shape, const Plan& plan) {
  if (job.memory) return *job.memory;
  if (plan.gpus == 0) return "";
  if (shape.memory_per_node_gb) return std::to_string(*shape.memory_per_node_gb) + "G";
  if (shape.memory_per_gpu_gb) return std::to_string(*shape.memory_per_gpu_gb * plan.gpus_per_node) + "G";
  return "";
}

OptionList slurm_options(const config::Job& job, const config::SlurmRules& rules, const QueueChoice& queue,
                         const Plan& plan) {
  OptionList options;
  if (!queue.account.empty()) options.set("account", queue.account);
  if (!queue.qos.empty()) options.set("qos", queue.qos);
  if (!queue.partition.empty()) options.set("partition", queue.partition);
  options.set("nodes", std::to_string(plan.nodes));
  options.set("ntasks-per-node", std::to_string(plan.tasks_per_node));
  if (plan.cpus_per_task > 0) options.set("cpus-per-task", std::to_string(plan.cpus_per_task));
  add_gpus(rules.gpu, plan, options);
  if (const auto memory = memory_for(job, rules.gpu, plan); !memory.empty()) options.set("mem", memory);
  options.set("time", format_walltime(plan.walltime));
  for (const auto& option : scheduler::parse_options(rules.always))
    options.set(option);
  return options;
}

OptionList local_options(const config::Job& job, const Plan& plan) {
  OptionList options;
  options.set("ntasks", std::to_string(plan.tasks_per_node));
  if (plan.cpus_per_task > 0) options.set("cpus-per-task", std::to_string(plan.cpus_per_task));
  if (job.time) options.set("time", format_walltime(plan.walltime));
  return options;
}

// What the user passes through replaces what was worked out.
void pass_through(const config::Job& job, const config::SiteProfile& site, OptionList& options, Plan& plan) {
  for (const auto& option : user_options(job))
    options.set(option);
  for (const auto& name : options.remove(site.slurm.forbid))
    plan.warnings.push_back(fmt::format("{} is left out: {} does not take it", name, site.id));
  if (const auto* time = options.find("time"); time && time->value)
    plan.walltime = parse_duration(*time->value).value_or(plan.walltime);
  count_tasks(job, options, plan);
}

}  // namespace

Plan plan(const config::Job& given, const config::SiteProfile& site, std::string_view own_script) {
  check_env(given);
  check_command(given);
  Plan plan;
  const auto job = with_directives(given, own_script, plan.warnings);
  const bool local = site.scheduler == config::SchedulerKind::local;
  const auto layout = lay_out(job, site, plan.warnings);
  plan.nodes = layout.nodes;
  plan.tasks_per_node = layout.tasks_per_node;
  plan.cpus_per_task = layout.cpus_per_task;
  plan.gpus_per_node = layout.gpus_per_node;
  plan.processes_per_node = layout.processes_per_node;
  plan.gpus = job.gpus;
  const auto queue = local ? QueueChoice{} : choose_queue(job, site, plan.nodes);
  plan.queue = local ? "local" : queue.name();
  if (!local) check_folder(site);
  if (!local) check_account(site, queue, plan);
  if (!local || job.time) choose_walltime(job, queue, plan);
  auto options = local ? local_options(job, plan) : slurm_options(job, site.slurm, queue, plan);
  add_kind_options(job, site, options, plan);
  pass_through(job, site, options, plan);
  plan.options = options.words();
  plan.env = site.offline_env;
  for (const auto& [name, value] : job.env)
    plan.env.insert_or_assign(name, value);
  if (!local) count_cost(site, queue, plan);
  return plan;
}

}  // namespace aifactory::job
