// SPDX-License-Identifier: Apache-2.0
#include "cli/command.hpp"

#include <algorithm>

namespace aifactory::cli {

std::string Option::long_name() const {
  const auto comma = name.find(',');
  return comma == std::string::npos ? name : name.substr(comma + 1);
}

const Command* Command::find(std::string_view subcommand) const {
  const auto found = std::ranges::find(subcommands, subcommand, &Command::name);
  return found == subcommands.end() ? nullptr : &*found;
}

const Command& locate(const Command& root, const std::vector<std::string>& words, std::vector<std::string>& path) {
  const Command* command = &root;
  for (const std::string& word : words) {
    const Command* next = command->find(word);
    if (next == nullptr) continue;
    command = next;
    path.push_back(word);
  }
  return *command;
}

}  // namespace aifactory::cli
