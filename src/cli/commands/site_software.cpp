// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/records/software_record.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

/// What a list alone does not tell.
void tell_what_is_missing(AppContext& context, const config::SiteProfile& site, const job::SoftwareAnswer& answer) {
  if (!answer.has_modules) output::note(context.terminal(), site.id + " has no `module` command");
  if (!answer.runtime.empty())
    output::note(context.terminal(), "containers run with " + answer.runtime);
  else if (!site.containers.runtime.empty())
    output::note(context.terminal(), fmt::format("{} was not found on {}", site.containers.runtime, site.id));
  else
    output::note(context.terminal(), "no container runtime is known of " + site.id);
}

int run(const std::string& pattern, AppContext& context) {
  SiteServices& services = context.site();
  const config::SiteProfile& site = services.profile();
  if (!services.is_local() && site.hosts.login.empty())
    throw Error{{.kind = ErrorKind::unavailable,
                 .what = fmt::format("nobody can be asked what software {} has", site.id),
                 .why = site.missing,
                 .hint = site.support.empty() ? "aifactory site show " + site.id : "ask " + site.support}};
  job::SoftwareAnswer answer = job::software(services.login_host(), site);
  std::erase_if(answer.found, [&](const job::Software& item) { return !job::fits(item, pattern); });
  print_software(context, answer.found, pattern);
  tell_what_is_missing(context, site, answer);
  return 0;
}

}  // namespace

Command site_software() {
  auto pattern = std::make_shared<std::string>();
  return {.name = "software",
          .summary = "List the modules and container images of a site",
          .details =
              "The names are those that a job takes: modules under `modules:`, images under `container:`. Modules are "
              "listed as a login shell knows them (module spider and avail of Lmod, or avail of Environment Modules), "
              "images in the folders that the site's profile names.",
          .examples = {{"aifactory site software pytorch", "what has pytorch in its name"},
                       {"aifactory site software 'cuda/12*' -o name", "names only, for scripts"},
                       {"aifactory site software --site lumi --json", ""}},
          .options = {{"PATTERN", "part of a name, or a pattern with * and ? for all of it", pattern.get()}},
          .shape = &software_shape(),
          .run = [pattern](AppContext& context) { return run(*pattern, context); }};
}

}  // namespace aifactory::cli
