// SPDX-License-Identifier: Apache-2.0
#include "cli/app_context.hpp"
#include "cli/commands/commands.hpp"
#include "cli/embedded.hpp"

namespace aifactory::cli {

Command completion() {
  auto shell = std::make_shared<std::string>();
  return {.name = "completion",
          .summary = "Print the completion script of a shell",
          .details =
              "The script asks aifactory itself, so it always knows its commands, jobs, runs and sites. It opens no "
              "connection.",
          .examples = {{"source <(aifactory completion bash)", "in ~/.bashrc"},
                       {"source <(aifactory completion zsh)", "in ~/.zshrc"},
                       {"aifactory completion fish | source", "in config.fish"}},
          .options = {{.name = "SHELL",
                       .help = "the shell",
                       .to = shell.get(),
                       .need = Need::required,
                       .choices = {"bash", "zsh", "fish"}}},
          .run = [shell](AppContext& context) {
            output::print(context.terminal(), embedded_file("completions/aifactory." + *shell));
            return 0;
          }};
}

}  // namespace aifactory::cli
