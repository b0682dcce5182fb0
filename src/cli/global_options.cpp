// SPDX-License-Identifier: Apache-2.0
#include "cli/global_options.hpp"

#include "aifactory/base/text.hpp"

namespace aifactory::cli {

output::Selection GlobalOptions::selection() const {
  output::Selection selection;
  if (output) selection.format = output::parse_format(*output);
  if (!json) return selection;
  if (!output || selection.format == output::Format::table) selection.format = output::Format::json;
  if (*json != "*") selection.fields = split(*json, ',');
  return selection;
}

std::vector<Option> describe(GlobalOptions& options) {
  return {
      {"--config", "project file (default: aifactory.yaml here or in a folder above)", &options.config, "FILE"},
      {"--site", "site to work with, instead of the project's", &options.site, "SITE"},
      {.name = "-o,--output",
       .help = "how results are printed",
       .to = &options.output,
       .value = "FORMAT",
       .choices = {"table", "wide", "json", "jsonl", "csv", "yaml", "name"}},
      {"--json", "results as JSON; with --json=FIELD,… only these fields", &options.json, "FIELDS"},
      {"-q,--quiet", "no notes and no progress", &options.quiet},
      {"-v,--verbose", "say what is done on the site, and how long it takes", &options.verbose},
      {"--debug", "write all that is done on the site to this file, without secrets", &options.debug, "FILE"},
      {"--no-input", "never ask; fail with status 77 instead", &options.no_input},
      {.name = "--color",
       .help = "colours: auto, always or never",
       .to = &options.color,
       .value = "WHEN",
       .choices = {"auto", "always", "never"}},
      {"--no-share", "use a connection of this command's own, not the shared one", &options.no_share},
      {"--accept-host-key", "trust an unknown host if its key has this fingerprint (SHA256:…)",
       &options.accept_host_key, "FINGERPRINT"},
  };
}

}  // namespace aifactory::cli
