// SPDX-License-Identifier: Apache-2.0
#include "aifactory/cli/run.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/output/message.hpp"
#include "aifactory/output/terminal.hpp"

#include "cli/app_context.hpp"
#include "cli/completion.hpp"
#include "cli/exit_status.hpp"
#include "cli/help.hpp"
#include "cli/manual.hpp"
#include "cli/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <utility>

namespace aifactory::cli {
namespace {

output::Color color_of(const std::string& text) {
  if (text == "always") return output::Color::always;
  return text == "never" ? output::Color::never : output::Color::automatic;
}

/// The format for an error's own JSON, also when the error is in the options themselves.
output::Format format_for_errors(const GlobalOptions& options, const std::vector<std::string>& arguments) {
  try {
    if (options.output || options.json) return options.selection().format;
  } catch (const Error&) {
    return output::Format::table;
  }
  const auto wants_json = [](const std::string& word) { return word == "--json" || word.starts_with("--json="); };
  return std::ranges::any_of(arguments, wants_json) ? output::Format::json : output::Format::table;
}

int run_command(const Command& root, const GlobalOptions& options, const std::vector<std::string>& arguments,
                output::Terminal& terminal) {
  const Parsed parsed = parse(root, arguments);
  terminal = output::make_terminal(color_of(options.color));
  terminal.quiet = options.quiet;
  terminal.verbose = options.verbose;
  if (parsed.want == Parsed::Want::help || parsed.path.empty()) {
    output::print(terminal, help_page(root, *parsed.command, parsed.path, terminal.result));
    return 0;
  }
  if (!parsed.command->is_leaf() && (options.json || options.output))
    throw Error{{.kind = ErrorKind::usage,
                 .what = fmt::format("'{}' is no command by itself", usage_line(*parsed.command, parsed.path)),
                 .hint = "name one of its commands; --help lists them"}};
  if (!parsed.command->is_leaf()) {
    *terminal.talk.out << help_page(root, *parsed.command, parsed.path, terminal.talk) << std::flush;
    return static_cast<int>(ExitStatus::usage);
  }
  const InterruptScope interrupts;
  AppContext context(options, root, terminal);
  return parsed.command->run(context);
}

int report(const Error& error, const output::Terminal& terminal, output::Format format) {
  const int status = static_cast<int>(exit_status_of(error.kind()));
  output::print_error(terminal, error, format, status);
  return status;
}

Error as_bug(const std::exception& error) {
  return Error{{.kind = ErrorKind::bug,
                .what = fmt::format("unexpected: {}", error.what()),
                .hint = "this is an error in aifactory itself; please report it with the command that you typed"}};
}

/// `aifactory __manual FOLDER`: writes the pages that the repository keeps in man/.
int write_manual(const Command& root, const std::string& folder) {
  for (const ManualPage& page : manual_pages(root))
    write_file(folder + "/" + page.file, page.text);
  return 0;
}

/// `aifactory help job submit` is `aifactory job submit --help`, as with git, gh and kubectl.
std::vector<std::string> with_help_behind(std::vector<std::string> arguments) {
  if (arguments.empty() || arguments.front() != "help") return arguments;
  arguments.erase(arguments.begin());
  arguments.emplace_back("--help");
  return arguments;
}

int run_and_report(const std::vector<std::string>& arguments) {
  GlobalOptions options;
  const Command root = make_command_tree(describe(options));
  output::Terminal terminal = output::make_terminal(output::Color::automatic);
  if (!arguments.empty() && arguments.front() == "__complete")
    return complete(root, {arguments.begin() + 1, arguments.end()}, *terminal.result.out);
  if (arguments.size() == 2 && arguments.front() == "__manual") return write_manual(root, arguments.back());
  try {
    return run_command(root, options, arguments, terminal);
  } catch (const Error& error) {
    return report(error, terminal, format_for_errors(options, arguments));
  } catch (const output::OutputClosed&) {
    throw;
  } catch (const std::exception& error) {
    return report(as_bug(error), terminal, format_for_errors(options, arguments));
  }
}

}  // namespace

int run(std::vector<std::string> arguments) {
  try {
    return run_and_report(with_help_behind(std::move(arguments)));
  } catch (const output::OutputClosed&) {
    return 0;  // the reader of a pipe has had enough: not an error
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return static_cast<int>(ExitStatus::bug);
  }
}

}  // namespace aifactory::cli
