// SPDX-License-Identifier: Apache-2.0
#include "job/kind_options.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/job/sweep.hpp"

#include "job/refuse_job.hpp"

#include <fmt/format.h>

namespace aifactory::job {

namespace {

std::string array_of(const config::Job& job, int combinations) {
  auto array = combinations > 1 ? fmt::format("0-{}", combinations - 1) : job.array;
  if (job.limit && !array.empty() && array.find('%') == std::string::npos) array += fmt::format("%{}", *job.limit);
  return array;
}

// The batch shell gets it, and hands it to the command (launch.cpp): Slurm alone would tell either that shell, which
// is deaf while it waits, or steps of srun.
void add_signal(const config::Job& job, OptionList& options, Plan& plan) {
  if (!job.signal) return;
  const auto& [name, before] = *job.signal;
  if (plan.walltime > Seconds{0} && before >= plan.walltime)
    refuse(job,
           fmt::format("a signal {} before the end, of {} in all", format_duration(before),
                       format_duration(plan.walltime)),
           "lower `signal: {before: …}`, or raise `time:`");
  const auto word = name.starts_with("SIG") ? name.substr(3) : name;
  options.set("signal", fmt::format("B:{}@{}", word, before.count()));
  if (plan.walltime == Seconds{0})
    plan.warnings.emplace_back("without `time:` there is no end that `signal:` could come before");
}

void add_requeue(const config::Job& job, const config::SiteProfile& site, OptionList& options, Plan& plan) {
  if (!job.requeue) return;
  if (site.scheduler == config::SchedulerKind::local) {
    if (*job.requeue) plan.warnings.emplace_back("this machine has no queue: `requeue:` is not followed here");
    return;
  }
  options.set(scheduler::Option{*job.requeue ? "requeue" : "no-requeue", std::nullopt});
}

}  // namespace

void add_kind_options(const config::Job& job, const config::SiteProfile& site, OptionList& options, Plan& plan) {
  plan.sweep = job.sweep;
  if (const auto array = array_of(job, check_sweep(job)); !array.empty()) options.set("array", array);
  add_signal(job, options, plan);
  add_requeue(job, site, options, plan);
}

void count_tasks(const config::Job& job, const OptionList& options, Plan& plan) {
  const int combinations = check_sweep(job);
  const auto* array = options.find("array");
  if (!array) return;
  const auto text = array->value.value_or("");
  const auto tasks = scheduler::count_array_tasks(text);
  if (!tasks) refuse(job, "'" + printable(text) + "' is no array", "write it as 0-9 or 0-99%4");
  if (combinations > 1 && !text.starts_with(fmt::format("0-{}", combinations - 1)))
    refuse(job, "both a sweep and --array=" + printable(text), "a sweep makes an array of its own: keep one of them");
  plan.array_tasks = *tasks;
  plan.array = text;
}

}  // namespace aifactory::job
