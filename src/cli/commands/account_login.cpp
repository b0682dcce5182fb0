// SPDX-License-Identifier: Apache-2.0
#include "aifactory/account/account.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/account_record.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

int run(AppContext& context) {
  SiteServices& site = context.site();
  const account::LoginReport report = account::login(site.profile(), site.login_target(), context.person());
  if (report.key_created) output::note(context.terminal(), fmt::format("made a new key, {}", report.key));
  if (report.key_installed)
    output::note(context.terminal(), "installed it on the site; later logins need no password");
  else
    output::note(context.terminal(), "the key works already");
  print_login(context, report);
  output::suggest(context.terminal(), "aifactory account status", "to see what the site knows of you");
  return 0;
}

}  // namespace

Command account_login() {
  return {
      .name = "login",
      .summary = "From a password to a key: make one, install it, prove that it works",
      .details =
          "Asks for the password once. The key is made without leaving this machine; sites where keys are registered "
          "on a web page or by a ticket get the line to paste and the address instead.",
      .examples = {{"aifactory account login --site mn5", ""}},
      .shape = &login_shape(),
      .run = run};
}

}  // namespace aifactory::cli
