// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/records/dataset_record.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

int run(const std::string& name, AppContext& context) {
  const std::vector<transfer::Difference> differences = context.site().datasets().verify(name);
  print_differences(context, differences);
  if (differences.empty()) {
    output::note(context.terminal(), fmt::format("{} is whole: every file has the SHA-256 of its manifest", name));
    return 0;
  }
  output::suggest(context.terminal(), "aifactory dataset upload --checksum " + name, "to repair it");
  return static_cast<int>(ExitStatus::bad_input);
}

}  // namespace

Command dataset_verify() {
  auto name = std::make_shared<std::string>();
  return {.name = "verify",
          .summary = "Prove that a dataset on the site is as it was uploaded",
          .details =
              "Computes the SHA-256 of every file on the site and compares it with the manifest. Names each missing, "
              "changed or extra file, and ends with status 65 if there is one.",
          .examples = {{"aifactory dataset verify corpus", ""}},
          .options = {{.name = "DATASET", .help = "name on the site", .to = name.get(), .need = Need::required}},
          .shape = &difference_shape(),
          .run = [name](AppContext& context) { return run(*name, context); }};
}

}  // namespace aifactory::cli
