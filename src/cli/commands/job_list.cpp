// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/lost_runs.hpp"
#include "cli/records/run_record.hpp"
#include "cli/run_filter.hpp"

namespace aifactory::cli {
namespace {

struct Options {
  bool all = false;
  bool unfinished = false;
  RunFilter filter;
};

int run(const Options& options, AppContext& context) {
  recover_if_lost(context);
  const job::Ledger::Filter filter{.project = options.all ? std::string() : context.project_folder(),
                                   .site = context.options().site.value_or(""),
                                   .unfinished_only = options.unfinished};
  RunFilter wanted = options.filter;
  if (options.unfinished) wanted.states.push_back("unfinished");
  const std::vector<job::Run> runs = filtered(context, context.ledger().list(filter), wanted);
  // Runs of a site that is configured no more are listed; a name that never was one is a slip.
  if (runs.empty() && !filter.site.empty()) context.settings().site(filter.site);
  if (is_empty(wanted) && filter.site.empty())
    print_runs(context, runs);
  else
    print_chosen_runs(context, runs, "no run fits");
  return 0;
}

}  // namespace

Command job_list() {
  auto options = std::make_shared<Options>();
  return {
      .name = "list",
      .summary = "List the runs of the project, newest first",
      .details =
          "Runs that have not ended are asked for first, on all their sites. Where a site cannot be asked, a warning "
          "says "
          "so and its runs are shown as they were last known; the exit status is 0 all the same.",
      .examples = {{"aifactory job list", ""},
                   {"aifactory job list --unfinished -o name", "names only, for scripts"},
                   {"aifactory job list --state failed --since 7d", "what went wrong this week"},
                   {"aifactory job list --json run,state", ""}},
      .options = {{"--all", "runs of every project of yours", &options->all},
                  {"--unfinished", "only runs that have not ended", &options->unfinished},
                  state_option(options->filter),
                  name_option(options->filter),
                  since_option(options->filter),
                  {"--limit", "at most this many, the newest", &options->filter.limit, "NUMBER"}},
      .shape = &run_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
