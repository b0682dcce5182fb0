// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/new_project.hpp"
#include "cli/records/new_project_record.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace aifactory::cli {
namespace {

int run(NewProject wanted, AppContext& context) {
  const std::filesystem::path folder = std::filesystem::current_path();
  const std::vector<std::string> sites = known_sites(context);
  if (context.options().site) wanted.site = *context.options().site;
  complete(wanted, context.person(), sites);
  const std::vector<std::string> written = write_project(wanted, folder, sites);
  print_new_project(context, wanted, written);
  if (wanted.template_name == "hello") {
    output::suggest(context.terminal(), "aifactory dataset upload", "to bring the data to the site");
    output::suggest(context.terminal(), "aifactory job submit train", "to train");
  } else {
    output::suggest(context.terminal(), "aifactory config check", "after you have edited aifactory.yaml");
  }
  return 0;
}

}  // namespace

Command init() {
  auto wanted = std::make_shared<NewProject>();
  return {
      .name = "init",
      .summary = "Write aifactory.yaml for a new project",
      .details =
          "On a terminal it asks for what is not given. --site names a built-in site, or with --host a cluster of "
          "your own, which is described in the file. Nothing that exists is overwritten.",
      .examples = {{"aifactory init --template hello", "a small project that runs as it is, on this machine"},
                   {"aifactory init --site mn5 --account ehpc42 --user ab123456", ""},
                   {"aifactory init --site lab --host login.lab.org --user alice", "any Slurm cluster"}},
      .options = {{.name = "--template",
                   .help = "what to begin with",
                   .to = &wanted->template_name,
                   .value = "TEMPLATE",
                   .choices = {"empty", "hello"}},
                  {"--project", "name of the project (default: of the folder)", &wanted->project, "NAME"},
                  {"--account", "account that pays for the jobs", &wanted->account, "ACCOUNT"},
                  {"--user", "user name on the site", &wanted->user, "USER"},
                  {"--host", "login host of a cluster of your own, HOST or HOST:PORT (may be repeated)", &wanted->hosts,
                   "HOST"},
                  {"--identity", "private key file", &wanted->identity, "FILE"},
                  {"--known-hosts", "file with the keys of the site's hosts", &wanted->known_hosts, "FILE"},
                  {"--root", "folder on the site for runs and datasets", &wanted->root, "FOLDER"},
                  {"--partition", "Slurm partition of every job", &wanted->partition, "PARTITION"},
                  {"--qos", "Slurm QoS of every job", &wanted->qos, "QOS"}},
      .shape = &new_project_shape(),
      .run = [wanted](AppContext& context) { return run(*wanted, context); },
  };
}

}  // namespace aifactory::cli
