// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/commands.hpp"

namespace aifactory::cli {

Command make_command_tree(std::vector<Option> globals) {
  return {
      .name = "aifactory",
      .summary = "From a laptop to a finished training run on a European AI Factory",
      .examples = {{"aifactory init --template hello", "a project that runs as it is"},
                   {"aifactory dataset upload", "bring the data to the site"},
                   {"aifactory job submit train --wait", "run it"},
                   {"aifactory job metrics", "see it learn"}},
      .options = std::move(globals),
      .subcommands =
          {
              init(),
              {.name = "account",
               .summary = "Get in: keys, first login, what the site knows of you",
               .subcommands = {account_login(), account_status(), account_budget()}},
              {.name = "site",
               .summary = "The machines",
               .subcommands = {site_list(), site_show(), site_check(), site_software()}},
              {.name = "dataset",
               .summary = "Bring data to a site, and prove that it is whole",
               .subcommands = {dataset_upload(), dataset_download(), dataset_list(), dataset_show(), dataset_verify(),
                               dataset_unpack(), dataset_remove()}},
              {.name = "job",
               .summary = "Run jobs, follow them, see what they learn",
               .subcommands = {job_submit(), job_list(), job_show(), job_wait(), job_logs(), job_metrics(),
                               job_report(), job_explain(), job_fetch(), job_cancel()}},
              {.name = "connection",
               .summary = "The shared connection of a site",
               .subcommands = {connection_status(), connection_open(), connection_close()}},
              {.name = "config",
               .summary = "What is configured, and by whom",
               .subcommands = {config_show(), config_check(), config_schema(), config_allow()}},
              doctor(),
              completion(),
              version(),
          },
  };
}

}  // namespace aifactory::cli
