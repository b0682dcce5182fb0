// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"

namespace aifactory::cli {

Command connection_close() {
  return {.name = "close",
          .summary = "End the shared connection of the site",
          .examples = {{"aifactory connection close --site mn5", ""}},
          .run = [](AppContext& context) {
            SiteServices& site = context.site();
            const bool was_open = !site.is_local() && transport::ssh::close_connection(site.login_target());
            output::note(context.terminal(), was_open ? "closed" : "there was no open connection");
            return 0;
          }};
}

}  // namespace aifactory::cli
