// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/project_choice.hpp"
#include "cli/records/run_record.hpp"

namespace aifactory::cli {
namespace {

struct Options {
  bool all = false;
  bool unfinished = false;
};

int run(const Options& options, AppContext& context) {
  const job::Ledger::Filter filter{.project = options.all ? std::string() : context.project_folder(),
                                   .site = context.options().site.value_or(""),
                                   .unfinished_only = options.unfinished};
  std::vector<job::Run> runs = refreshed(context, context.ledger().list(filter));
  if (options.unfinished) std::erase_if(runs, [](const job::Run& run) { return scheduler::is_final(run.state); });
  print_runs(context, runs);
  return 0;
}

}  // namespace

Command job_list() {
  auto options = std::make_shared<Options>();
  return {
      .name = "list",
      .summary = "List the runs of the project, newest first",
      .examples = {{"aifactory job list", ""},
                   {"aifactory job list --unfinished -o name", "names only, for scripts"},
                   {"aifactory job list --json run,state", ""}},
      .options = {{"--all", "runs of every project of yours", &options->all},
                  {"--unfinished", "only runs that have not ended", &options->unfinished}},
      .shape = &run_shape(),
      .run = [options](AppContext& context) { return run(*options, context); },
  };
}

}  // namespace aifactory::cli
