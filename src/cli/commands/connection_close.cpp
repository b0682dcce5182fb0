// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/connection_record.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

std::size_t close(bool all, AppContext& context) {
  if (all) return transport::ssh::close_all_connections();
  SiteServices& site = context.site();
  if (site.is_local()) return 0;
  std::size_t closed = 0;
  for (const transport::ssh::Target& target : site.targets())
    if (transport::ssh::close_connection(target)) ++closed;
  return closed;
}

}  // namespace

Command connection_close() {
  auto all = std::make_shared<bool>(false);
  return {.name = "close",
          .summary = "End the shared connections of the site",
          .examples = {{"aifactory connection close --site mn5", ""}, {"aifactory connection close --all", ""}},
          .options = {{"--all", "the connections of every site", all.get()}},
          .shape = &closed_shape(),
          .run = [all](AppContext& context) {
            const std::size_t closed = close(*all, context);
            print_closed(context, closed);
            output::note(context.terminal(), closed == 0 ? std::string("there was no open connection")
                                                         : fmt::format("closed {} connection(s)", closed));
            return 0;
          }};
}

}  // namespace aifactory::cli
