// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/quantity.hpp"
#include "aifactory/job/code.hpp"
#include "aifactory/job/own_script.hpp"
#include "aifactory/job/sweep.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/job_inputs.hpp"
#include "cli/kept_budget.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/plan_record.hpp"
#include "cli/records/run_record.hpp"
#include "cli/state_notes.hpp"
#include "cli/transfer_progress.hpp"

#include <fmt/format.h>

#include <functional>

namespace aifactory::cli {
namespace {

struct Options {
  std::string job;
  std::vector<std::string> params;
  std::vector<std::string> after;
  std::vector<std::string> sbatch;
  bool dry_run = false;
  bool test_only = false;
  bool wait = false;
  std::optional<Seconds> timeout;
};

int wait_for(const Options& options, AppContext& context, const job::Run& run) {
  StateNotes notes(context.terminal());
  const job::Run ended = context.site().jobs().wait({run}, options.timeout, std::ref(notes)).front();
  print_run(context, ended);
  return job::exit_status_of(ended);
}

HoursNeeded need_of(const job::Plan& plan) {
  constexpr std::string_view option = "--account=";
  for (const std::string& word : plan.options)
    if (word.starts_with(option)) return {.account = word.substr(option.size()), .gpu_hours = plan.gpu_hours};
  return {};
}

// Never worth a question to the site: only what it said last time.
void tell_hours_left(AppContext& context, const job::Plan& plan) {
  const config::SiteProfile& site = context.site().profile();
  const auto kept = kept_budget(site);
  if (!kept) return;
  const auto left = hours_left(*kept, need_of(plan), context.ledger().list({.project = "", .site = site.id}));
  if (!left) return;
  if (left->enough)
    output::note(context.terminal(), left->text);
  else
    output::warn(context.terminal(), left->text);
}

/// Read as for a submission, so that what would stop one does so here.
void tell_code(AppContext& context, const std::filesystem::path& folder) {
  const job::Code code = job::survey_code(folder, code_exclude(context));
  for (const std::string& warning : job::left_behind(code))
    output::warn(context.terminal(), warning);
  output::note(context.terminal(),
               fmt::format("code: {} file{}, {}, {}", code.files.size(), code.files.size() == 1 ? "" : "s",
                           format_bytes(code.bytes),
                           code.commit.empty() ? "all that is there: git tracks none of it" : "commit " + code.commit));
}

int show_plan(AppContext& context, const config::Job& job, const job::Plan& plan) {
  for (const std::string& warning : plan.warnings)
    output::warn(context.terminal(), warning);
  for (const std::string& after : job.after)
    output::note(context.terminal(), fmt::format("after {}: its run is looked up when it is submitted", after));
  if (job.code) tell_code(context, *job.code);
  tell_hours_left(context, plan);
  print_plan(context, job, plan);
  return 0;
}

/// Options that could do nothing beside the others.
void check(const Options& options) {
  const auto refuse = [](const char* what, const char* hint) {
    throw Error{{.kind = ErrorKind::usage, .what = what, .hint = hint}};
  };
  if (options.timeout && !options.wait) refuse("--timeout goes with --wait", "add --wait, or leave it out");
  if (options.dry_run && options.test_only)
    refuse("--dry-run and --test-only do not go together", "leave one of them out");
  if (options.wait && (options.dry_run || options.test_only))
    refuse("there is nothing to --wait for when nothing is submitted", "leave --wait out");
}

int run(const Options& options, AppContext& context) {
  check(options);
  config::Job job = job_to_submit(context, options.job);
  job.sbatch.insert(job.sbatch.end(), options.sbatch.begin(), options.sbatch.end());
  job::set_parameters(job, options.params);
  job.after.insert(job.after.end(), options.after.begin(), options.after.end());
  SiteServices& site = context.site();
  site.scheduler();  // a site that takes no jobs says so before anything is planned
  const job::Plan plan = job::plan(job, site.profile(), job::read_own_script(job));
  if (options.dry_run) return show_plan(context, job, plan);
  if (options.test_only) {
    print_estimate(context, job, site.jobs().estimate(make_request(context, job)));
    return 0;
  }
  tell_hours_left(context, plan);
  TransferProgress progress(context, job.name);
  const job::Run submitted = site.jobs().submit(make_request(context, job), progress);
  progress.finish();
  for (const std::string& warning : submitted.warnings)
    output::warn(context.terminal(), warning);
  output::note(context.terminal(),
               fmt::format("submitted {} to {} as {}", submitted.name, submitted.site, submitted.id));
  if (options.wait) return wait_for(options, context, submitted);
  print_run(context, submitted);
  output::suggest(context.terminal(), "aifactory job logs -f " + submitted.name, "to follow it");
  return 0;
}

}  // namespace

Command job_submit() {
  auto options = std::make_shared<Options>();
  return {
      .name = "submit",
      .summary = "Submit a job of the project, exactly once",
      .details =
          "Code, script and options are sent to a folder of the run's own, then the job is handed to the batch "
          "system. If the connection breaks, the next command adopts what is there: never a second job.",
      .examples = {{"aifactory job submit train", ""},
                   {"aifactory job submit train --dry-run", "only show script and cost"},
                   {"aifactory job submit train --param lr=0.1 --param lr=0.01", ""},
                   {"aifactory job submit evaluate --after train", "once train ended well"},
                   {"aifactory job submit train --wait", "end with its exit status"}},
      .options = {{"JOB", "name of a job in aifactory.yaml (default: the only one); - reads one from standard input",
                   &options->job},
                  {"--param", "value of a parameter of the sweep; several values make a sweep (repeatable)",
                   &options->params, "NAME=VALUE"},
                  {"--after",
                   "start once this run, task of an array (RUN_3) or job has ended well; with :any, however it ended; "
                   "with :notok, badly "
                   "(repeatable)",
                   &options->after, "RUN[:ok|any|notok]"},
                  {"--sbatch", "further option of sbatch, passed through (repeatable): --sbatch=--exclusive",
                   &options->sbatch, "OPTION"},
                  {"--dry-run", "print what would be submitted, and submit nothing", &options->dry_run},
                  {"--test-only", "ask the batch system when it would start, and submit nothing", &options->test_only},
                  {"--wait", "wait for the end, and end with the job's own exit status", &options->wait},
                  {"--timeout", "with --wait: give up waiting after this time (status 124)", &options->timeout,
                   "DURATION"}},
      .shape = &run_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
