// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/connection_record.hpp"

namespace aifactory::cli {
namespace {

int run(AppContext& context) {
  SiteServices& site = context.site();
  if (site.is_local())
    throw Error{{.kind = ErrorKind::usage,
                 .what = "site local is this machine: it needs no connection",
                 .hint = "name another site with --site"}};
  transport::run(site.login_host(), {.script = "true", .repeat = transport::Repeat::safe});
  print_connections(context, {transport::ssh::connection_status(site.login_target())});
  return 0;
}

}  // namespace

Command connection_open() {
  return {.name = "open",
          .summary = "Log in to the site now; later commands and transfers use this one login",
          .examples = {{"aifactory connection open --site mn5", ""}},
          .shape = &connection_shape(),
          .run = run};
}

}  // namespace aifactory::cli
