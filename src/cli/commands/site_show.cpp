// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/live_answers.hpp"
#include "cli/records/site_record.hpp"

namespace aifactory::cli {

Command site_show() {
  auto name = std::make_shared<std::string>();
  return {
      .name = "show",
      .summary = "Show what is known of a site, how sure it is, and where it comes from",
      .details =
          "Below `sources`, values that can stop a job have a mark and where they come from: verified (published by "
          "the centre, or by two sources), user (one user's notes), believed (no source), conflict (sources "
          "disagree), unknown (nothing published: ask), live (the site itself said so: aifactory site check).",
      .examples = {{"aifactory site show mn5", ""}, {"aifactory site show mn5 -o yaml", ""}},
      .options = {{"SITE", "name of a site (default: the project's)", name.get()}},
      .shape = &site_shape(),
      .run = [name](AppContext& context) {
        const config::Settings& settings = context.settings();
        print_site(context, with_live_answers(settings.site(name->empty() ? settings.site_name() : *name)));
        return 0;
      }};
}

}  // namespace aifactory::cli
