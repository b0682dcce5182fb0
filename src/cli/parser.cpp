// SPDX-License-Identifier: Apache-2.0
#include "cli/parser.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace aifactory::cli {
namespace {

[[noreturn]] void usage(std::string what, std::string hint) {
  throw Error{{.kind = ErrorKind::usage, .what = std::move(what), .hint = std::move(hint)}};
}

std::string command_line(const std::vector<std::string>& path) {
  std::string line = "aifactory";
  for (const std::string& word : path)
    line += " " + word;
  return line;
}

/// Puts the texts that were given for one option where it is bound to.
class Store {
 public:
  Store(const Option& option, const std::vector<std::string>& texts) : option_(option), texts_(texts) {}

  void operator()(bool* to) const {
    static constexpr std::array off{"false", "0", "no", "off", ""};
    *to = texts_.empty() || std::ranges::find(off, texts_.back()) == off.end();
  }
  void operator()(std::string* to) const { *to = last(); }
  void operator()(std::optional<std::string>* to) const { *to = last(); }
  void operator()(std::vector<std::string>* to) const { *to = texts_; }
  void operator()(std::optional<Seconds>* to) const { *to = read(parse_duration(last()), "a time such as 90m or 2h"); }
  void operator()(std::optional<std::uint64_t>* to) const { *to = read(parse_bytes(last()), "a size such as 10M"); }
  void operator()(std::optional<int>* to) const {
    int number = 0;
    const bool good = CLI::detail::lexical_cast(last(), number);
    *to = read(good ? std::optional(number) : std::nullopt, "a whole number");
  }

 private:
  const std::string& last() const {
    const std::string& text = texts_.back();
    if (!option_.choices.empty() && std::ranges::find(option_.choices, text) == option_.choices.end())
      usage(fmt::format("{} does not take '{}'{}", option_.long_name(), printable(text),
                        did_you_mean(text, option_.choices)),
            fmt::format("it takes {}", join(option_.choices, ", ")));
    return text;
  }
  template <class T>
  std::optional<T> read(std::optional<T> value, std::string_view wanted) const {
    if (!value)
      usage(fmt::format("{}: '{}' is not {}", option_.long_name(), printable(texts_.back()), wanted),
            "see --help for what the option takes");
    return value;
  }

  const Option& option_;
  const std::vector<std::string>& texts_;
};

/// An empty one is a variable without a value, and what is done without the argument is not what was meant.
void require_words(const Option& option, const std::vector<std::string>& texts) {
  if (std::ranges::find(texts, "") == texts.end()) return;
  usage(fmt::format("{} is empty", option.long_name()), "give it a value: is a variable of the shell not set?");
}

void add_option(CLI::App& app, const Option& option, const std::vector<std::string>& path) {
  const auto store = [&option](const CLI::results_t& texts) {
    if (option.is_positional()) require_words(option, texts);
    std::visit(Store(option, texts), option.to);
    return true;
  };
  CLI::Option* added = app.add_option(option.name, store, option.help);
  if (option.is_flag())
    added->expected(0)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  else if (std::holds_alternative<std::vector<std::string>*>(option.to))
    added->expected(1, option.is_positional() ? 1 << 20 : 1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->allow_extra_args(option.is_positional());
  else
    added->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  if (!option.is_positional()) added->envname(environment_name(path, option));
  if (option.need == Need::required) added->required();
}

using Words = std::vector<std::string>;

/// Of a command that no word names nothing but its own name can matter; telling all options of all commands would take
/// longer than most commands. Subcommands inherit the help flag.
void add_commands(CLI::App& app, const Command& command, const Words& path, const Words& words) {
  for (const Option& option : command.options)
    add_option(app, option, path);
  for (const Command& sub : command.subcommands) {
    CLI::App* added = app.add_subcommand(sub.name, sub.summary)->fallthrough();
    if (std::ranges::find(words, sub.name) == words.end()) continue;
    Words below = path;
    below.push_back(sub.name);
    add_commands(*added, sub, below, words);
  }
}

Parsed selected(const CLI::App& app, const Command& root) {
  Parsed parsed;
  parsed.command = &root;
  for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    parsed.path.push_back(at->get_name());
    parsed.command = parsed.command->find(at->get_name());
  }
  return parsed;
}

std::vector<std::string> known_options(const Command& root, const Command& command) {
  std::vector<std::string> names{"--help"};
  for (const Option& option : command.options)
    if (!option.is_positional()) names.push_back(option.long_name());
  for (const Option& option : root.options)
    names.push_back(option.long_name());
  return names;
}

[[noreturn]] void unexpected_word(const Command& root, const Parsed& parsed, const std::string& word) {
  const std::string help = fmt::format("see '{} --help'", command_line(parsed.path));
  if (word.starts_with('-')) {
    const std::string name = word.substr(0, word.find('='));
    usage(fmt::format("unknown option '{}' for '{}'{}", printable(name), command_line(parsed.path),
                      did_you_mean(name, known_options(root, *parsed.command))),
          help);
  }
  if (parsed.command->is_leaf())
    usage(fmt::format("'{}' takes no further argument '{}'", command_line(parsed.path), printable(word)), help);
  std::vector<std::string> names;
  for (const Command& sub : parsed.command->subcommands)
    names.push_back(sub.name);
  usage(fmt::format("unknown command '{} {}'{}", command_line(parsed.path), printable(word), did_you_mean(word, names)),
        help);
}

/// CLI11 tells its errors apart by exit code; their names may be the command's.
bool failed_as(const CLI::ParseError& error, CLI::ExitCodes code) {
  return error.get_exit_code() == static_cast<int>(code);
}

[[noreturn]] void parse_failed(const CLI::App& app, const CLI::ParseError& error, const Command& root) {
  const Parsed parsed = selected(app, root);
  if (failed_as(error, CLI::ExitCodes::ExtrasError)) {
    const std::vector<std::string> extras = app.remaining(true);
    if (!extras.empty()) unexpected_word(root, parsed, extras.front());
  }
  if (failed_as(error, CLI::ExitCodes::RequiredError))
    for (const Option& option : parsed.command->options)
      if (option.need == Need::required)
        usage(fmt::format("'{}' needs {}", command_line(parsed.path), option.long_name()),
              fmt::format("see '{} --help'", command_line(parsed.path)));
  usage(fmt::format("'{}': {}", command_line(parsed.path), printable(error.what())),
        fmt::format("see '{} --help'", command_line(parsed.path)));
}

bool names_fields(const Command& command, std::string_view word) {
  if (command.shape == nullptr || word.empty() || word.starts_with('-')) return false;
  if (word.find(',') != std::string_view::npos) return true;
  return std::ranges::any_of(command.shape->fields, [&](const output::Field& field) { return field.name == word; });
}

}  // namespace

std::string environment_name(const std::vector<std::string>& path, const Option& option) {
  std::string name = "AIFACTORY";
  for (const std::string& word : path)
    name += "_" + word;
  name += "_" + option.long_name().substr(2);
  for (char& letter : name)
    letter = letter == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return name;
}

std::vector<std::string> settle_json_option(const Command& root, std::vector<std::string> arguments) {
  const auto end_of_options = std::ranges::find(arguments, "--");
  const auto json = std::find(arguments.begin(), end_of_options, "--json");
  if (json == end_of_options) return arguments;
  std::vector<std::string> words;
  std::ranges::copy_if(arguments, std::back_inserter(words), [](const auto& word) { return !word.starts_with('-'); });
  std::vector<std::string> path;
  const Command& command = locate(root, words, path);
  if (json + 1 != arguments.end() && names_fields(command, *(json + 1))) {
    *json += "=" + *(json + 1);
    arguments.erase(json + 1);
  } else {
    *json = "--json=*";
  }
  return arguments;
}

Parsed parse(const Command& root, const std::vector<std::string>& arguments) {
  CLI::App app("", "aifactory");
  app.set_help_flag("-h,--help", "show this help");
  Words words = settle_json_option(root, arguments);
  add_commands(app, root, {}, words);
  std::ranges::reverse(words);
  try {
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    Parsed parsed = selected(app, root);
    parsed.want = Parsed::Want::help;
    // Of what is no command there is no help.
    const std::vector<std::string> extras = app.remaining(true);
    if (!parsed.command->is_leaf() && !extras.empty() && !extras.front().starts_with('-'))
      unexpected_word(root, parsed, extras.front());
    return parsed;
  } catch (const CLI::ParseError& error) {
    parse_failed(app, error, root);
  }
  return selected(app, root);
}

}  // namespace aifactory::cli
