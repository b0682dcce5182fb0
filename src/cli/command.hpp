// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/output/records.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aifactory::cli {

class AppContext;

/// Where the value of an option goes; its type says how the text is read and what a bad value is told.
using Binding = std::variant<bool*, std::string*, std::optional<std::string>*, std::vector<std::string>*,
                             std::optional<int>*, std::optional<Seconds>*, std::optional<std::uint64_t>*>;

enum class Need { optional, required };

/// One option ("-f,--follow") or positional argument ("RUN": upper case), as data.
struct Option {
  std::string name;
  std::string help;
  Binding to;
  std::string value = {};  ///< placeholder of the value ("DURATION"); completion and help read it
  Need need = Need::optional;
  std::vector<std::string> choices = {};  ///< the only values there are
  std::string environment = {};           ///< filled in by the tree: AIFACTORY_…

  bool is_positional() const { return !name.starts_with('-'); }
  bool is_flag() const { return std::holds_alternative<bool*>(to); }
  /// "--follow", or the name of a positional.
  std::string long_name() const;
};

struct Example {
  std::string line;
  std::string purpose;
};

/// One command: all that help, manual, completion and the parser need, and what it does. A command file makes one.
struct Command {
  std::string name;     ///< last word: "submit"
  std::string summary;  ///< one line, without a full stop
  std::string details = {};
  std::vector<Example> examples = {};
  std::vector<Option> options = {};
  const output::Shape* shape = nullptr;  ///< fields of its result: the names that --json takes
  std::function<int(AppContext&)> run = {};
  std::vector<Command> subcommands = {};

  bool is_leaf() const { return subcommands.empty(); }
  const Command* find(std::string_view subcommand) const;
};

/// All commands, with the global options at the root. `globals` are bound by the caller.
Command make_command_tree(std::vector<Option> globals);

/// The command that `words` name; words that name no subcommand (values of options) are passed over. `path` gets the
/// names.
const Command& locate(const Command& root, const std::vector<std::string>& words, std::vector<std::string>& path);

}  // namespace aifactory::cli
