// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/scheduler/limits.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/live_answers.hpp"
#include "cli/records/check_site_record.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::cli {
namespace {

[[noreturn]] void nobody_to_ask(const config::SiteProfile& site) {
  const bool local = site.scheduler == config::SchedulerKind::local;
  throw Error{{.kind = ErrorKind::unavailable,
               .what = fmt::format("site {} has no queues to ask for", site.id),
               .why = site.missing,
               .hint = local                  ? "this machine starts jobs at once"
                       : site.support.empty() ? "aifactory site show " + site.id + " says what is known"
                                              : "ask " + site.support}};
}

int run(const std::string& name, AppContext& context) {
  // The file's values are compared, not those that an earlier check put over them.
  const config::SiteProfile file = context.settings().site(name.empty() ? context.settings().site_name() : name);
  if (file.scheduler != config::SchedulerKind::slurm || file.hosts.login.empty()) nobody_to_ask(file);
  SiteServices& site = context.site(file.id);
  site.spend_call();
  const transport::Output answer =
      transport::run(site.login_host(), {.script = scheduler::limits_command(), .repeat = transport::Repeat::safe});
  const scheduler::Limits limits = scheduler::read_limits(answer.out);
  if (limits.partitions.empty() && limits.qos.empty() && limits.accounts.empty())
    throw Error{{.kind = ErrorKind::try_again,
                 .what = fmt::format("{} says nothing of its queues", file.id),
                 .why = printable(trim(answer.err), Lines::keep),
                 .hint = "Slurm may be away: try again in a few minutes"}};
  keep_live_answer(file, answer.out);
  const std::vector<scheduler::Comparison> rows = scheduler::compare(file, limits);
  print_site_check(context, rows);
  const auto differing = std::ranges::count_if(rows, &scheduler::Comparison::differs);
  if (differing > 0)
    output::note(context.terminal(), fmt::format("{} value{} of the profile differ{}; the site's own count from now on",
                                                 differing, differing == 1 ? "" : "s", differing == 1 ? "s" : ""));
  if (!file.direct_submit)
    output::note(context.terminal(), fmt::format("{} takes no jobs over SSH: {}", file.id, file.submit_elsewhere));
  return 0;
}

}  // namespace

Command site_check() {
  auto name = std::make_shared<std::string>();
  return {.name = "check",
          .summary = "Ask a site for its queues and your accounts, and compare with the profile",
          .details =
              "What the site says (scontrol show partition, sacctmgr show qos and assoc, sinfo) is kept with its "
              "date, and counts more than the profile from then on: for plans, limits and explanations.",
          .examples = {{"aifactory site check", "the project's site"}, {"aifactory site check mn5 --json", ""}},
          .options = {{"SITE", "name of a site (default: the project's)", name.get()}},
          .shape = &site_check_shape(),
          .run = [name](AppContext& context) { return run(*name, context); }};
}

}  // namespace aifactory::cli
