// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/site_record.hpp"

namespace aifactory::cli {

Command site_list() {
  return {.name = "list",
          .summary = "List the sites there are: built in and defined by you",
          .examples = {{"aifactory site list", ""}, {"aifactory site list -o wide", ""}},
          .shape = &site_shape(),
          .run = [](AppContext& context) {
            std::vector<config::SiteProfile> sites;
            for (const std::string& name : context.settings().site_names())
              sites.push_back(context.settings().site(name));
            print_sites(context, sites);
            return 0;
          }};
}

}  // namespace aifactory::cli
