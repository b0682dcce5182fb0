// SPDX-License-Identifier: Apache-2.0
#include "aifactory/account/account.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/records/account_record.hpp"

namespace aifactory::cli {
namespace {

int run(AppContext& context) {
  SiteServices& site = context.site();
  const transport::ssh::Target target = site.is_local() ? transport::ssh::Target{} : site.login_target();
  site.spend_call();
  const account::AccountStatus status = account::status(site.login_host(), site.profile(), target);
  print_account(context, status);
  if (!status.problem.empty()) output::warn(context.terminal(), status.problem);
  if (!status.next_step.empty()) output::suggest(context.terminal(), status.next_step, "");
  if (!status.reachable) return static_cast<int>(ExitStatus::unavailable);
  return static_cast<int>(status.logged_in ? ExitStatus::done : ExitStatus::not_permitted);
}

}  // namespace

Command account_status() {
  return {.name = "status",
          .summary = "Show whether the site lets you in, and what it knows of you",
          .examples = {{"aifactory account status", ""}, {"aifactory account status --site mn5 --json", ""}},
          .shape = &account_shape(),
          .run = run};
}

}  // namespace aifactory::cli
