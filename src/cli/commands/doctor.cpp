// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/doctor_checks.hpp"
#include "cli/records/check_record.hpp"

namespace aifactory::cli {
namespace {

int run(bool offline, AppContext& context) {
  const std::vector<Check> checks = run_checks(context, offline ? Reach::this_machine : Reach::the_site);
  print_checks(context, checks);
  for (const Check& check : checks)
    if (check.verdict == Verdict::bad) return static_cast<int>(check.status);
  return 0;
}

}  // namespace

Command doctor() {
  auto offline = std::make_shared<bool>(false);
  return {.name = "doctor",
          .summary = "Check that everything is in place: configuration, keys, connection, Slurm",
          .details = "Ends with the status of the first check that failed.",
          .examples = {{"aifactory doctor", ""}, {"aifactory doctor --offline", "without connecting to the site"}},
          .options = {{"--offline", "only what can be checked on this machine", offline.get()}},
          .shape = &check_shape(),
          .run = [offline](AppContext& context) { return run(*offline, context); }};
}

}  // namespace aifactory::cli
