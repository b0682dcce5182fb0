// SPDX-License-Identifier: Apache-2.0
#include "aifactory/account/budget.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/kept_budget.hpp"
#include "cli/own_use.hpp"
#include "cli/records/budget_record.hpp"

namespace aifactory::cli {
namespace {

int run(AppContext& context) {
  SiteServices& site = context.site();
  if (site.profile().scheduler != config::SchedulerKind::slurm)
    throw Error{{.kind = ErrorKind::unavailable,
                 .what = "site " + site.profile().id + " has no budget to ask for",
                 .why = site.profile().missing,
                 .hint = "aifactory account budget --site NAME; aifactory site list shows the sites"}};
  site.spend_call();
  const account::BudgetAnswer answer = account::budget(site.login_host(), site.profile());
  if (!answer.budgets.empty()) keep_budget(site.profile(), answer);
  const std::vector<job::Run> runs = context.ledger().list({.project = "", .site = site.profile().id});
  if (!answer.problem.empty()) output::warn(context.terminal(), answer.problem);
  print_budgets(context, answer,
                [&](const std::string& account, Time since) { return own_use(runs, account, since, now()); });
  for (const std::string& line : answer.unread)
    output::note(context.terminal(), printable(line));
  return 0;
}

}  // namespace

Command account_budget() {
  return {
      .name = "budget",
      .summary = "Show what is left of your hours, in the site's unit and in GPU-hours",
      .details =
          "Asks the site's own command (bsc_acct, saldo, lumi-allocations, …), or Slurm's limits (sshare) "
          "where there is none. Sites update their figures about once a day: what runs known here have "
          "used since the date of the figure is taken off the GPU-hours that are left. The figures are kept, and "
          "aifactory job submit says what they leave for a job.",
      .examples = {{"aifactory account budget", ""}, {"aifactory account budget --json account,gpu_hours_left", ""}},
      .shape = &budget_shape(),
      .run = run};
}

}  // namespace aifactory::cli
