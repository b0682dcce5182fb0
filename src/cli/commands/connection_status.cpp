// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/connection_record.hpp"

namespace aifactory::cli {

Command connection_status() {
  return {.name = "status",
          .summary = "Show the shared connections that are open",
          .examples = {{"aifactory connection status", ""}},
          .shape = &connection_shape(),
          .run = [](AppContext& context) {
            print_connections(context, transport::ssh::all_connections());
            return 0;
          }};
}

}  // namespace aifactory::cli
