// SPDX-License-Identifier: Apache-2.0
#include "cli/allowed_programs.hpp"
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/program_record.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

int run(AppContext& context) {
  const config::Settings& settings = context.settings();
  std::vector<config::SiteProfile> sites;
  for (const std::string& name : settings.site_names()) {
    config::SiteProfile site = settings.site(name);
    if (project_has_say(settings, site, context.directories().config / "config.yaml")) sites.push_back(std::move(site));
  }
  for (const config::SiteProfile& site : sites)
    allow_programs(settings, site);
  print_programs(context, sites);
  if (!sites.empty())
    output::note(context.terminal(),
                 fmt::format("allowed for {}; once a program or a host changes, this is needed again",
                             settings.project().file.string()));
  return 0;
}

}  // namespace

Command config_allow() {
  return {.name = "allow",
          .summary = "Allow the project file to have its programs run",
          .details =
              "A project file may come from somebody else. The programs that it names below 'identity_passphrase', "
              "'password' and 'otp', those of your own file for hosts that it names, and what it has run at a site "
              "below 'commands' are not run before this. Look at them first: aifactory config show.",
          .examples = {{"aifactory config allow", "after looking at aifactory.yaml"}},
          .shape = &program_shape(),
          .run = run};
}

}  // namespace aifactory::cli
