// SPDX-License-Identifier: Apache-2.0
#include "cli/manual.hpp"

#include "aifactory/base/text.hpp"

#include "cli/exit_status.hpp"
#include "cli/help.hpp"
#include "cli/parser.hpp"

#include <fmt/format.h>

namespace aifactory::cli {
namespace {

/// Text as roff: backslashes, hyphens that are typed, and dots that would begin a request.
std::string roff(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '\\')
      result += "\\e";
    else if (letter == '-')
      result += "\\-";
    else if (letter == '\'' && (result.empty() || result.back() == '\n'))
      result += "\\(aq";
    else if (letter == '.' && (result.empty() || result.back() == '\n'))
      result += "\\&.";
    else
      result += letter;
  }
  return result;
}

std::string page_name(const std::vector<std::string>& path) {
  std::string name = "aifactory";
  for (const std::string& word : path)
    name += "-" + word;
  return name;
}

std::string item(std::string_view label, std::string_view text) {
  return fmt::format(".TP\n.B {}\n{}\n", roff(label), roff(text));
}

std::string option_items(const std::vector<Option>& options, const std::vector<std::string>& path, bool positional) {
  std::string text;
  for (const Option& option : options) {
    if (option.is_positional() != positional) continue;
    std::string help = option.help;
    if (!option.choices.empty()) help += fmt::format(" ({})", join(option.choices, ", "));
    help += ".";
    if (!positional) help += fmt::format(" Environment: {}.", environment_name(path, option));
    text += item(trim(option_label(option)), help);
  }
  return text;
}

std::string section(std::string_view title, const std::string& text) {
  return text.empty() ? text : fmt::format(".SH {}\n{}", title, text);
}

std::string examples(const Command& command) {
  std::string text;
  for (const Example& example : command.examples) {
    text += fmt::format(".PP\n.EX\n{}\n.EE\n", roff(example.line));
    if (!example.purpose.empty()) text += fmt::format(".RS\n{}\n.RE\n", roff(example.purpose));
  }
  return text;
}

std::string fields(const Command& command) {
  if (command.shape == nullptr) return {};
  std::vector<std::string> names;
  for (const output::Field& field : command.shape->fields)
    names.push_back(field.name);
  return roff(join(names, ", ")) + ".\n";
}

std::string exit_statuses() {
  std::string text;
  for (const ExitStatusLine& line : exit_status_table())
    text += item(std::to_string(static_cast<int>(line.status)), line.meaning);
  return text + ".PP\n" +
         roff(
             "'job wait' and 'job submit --wait' end with the job's own exit status, 128 + the number of the signal "
             "if a signal ended it.\n");
}

std::string files() {
  return item("aifactory.yaml",
              "The project: site, datasets, jobs. Looked for here and in the folders above. Its schema: "
              "'aifactory config schema'.") +
         item("$XDG_CONFIG_HOME/aifactory/config.yaml", "The user's own site, account and sites, for every project.") +
         item("$XDG_STATE_HOME/aifactory/",
              "The ledger of runs, the journal of transfers, what sites said of themselves.") +
         item("$XDG_DATA_HOME/aifactory/local/", "Runs and datasets of site local.") +
         item("$XDG_RUNTIME_DIR/aifactory/", "Sockets of the shared connections, for this user only.");
}

std::string subcommands(const Command& command, const std::vector<std::string>& path) {
  std::string text;
  for (const Command& sub : command.subcommands)
    text += fmt::format(".TP\n.BR {} (1)\n{}.\n", roff(page_name(path) + "-" + sub.name), roff(sub.summary));
  return text;
}

std::string body(const Command& command, const std::vector<std::string>& path) {
  std::string text = fmt::format(".TH {} 1\n", roff(to_lower(page_name(path))));
  text += section("NAME", fmt::format("{} \\- {}\n", roff(page_name(path)), roff(command.summary)));
  text += section("SYNOPSIS", fmt::format(".B {}\n", roff(usage_line(command, path))));
  text +=
      section("DESCRIPTION", command.details.empty() ? roff(command.summary) + ".\n" : roff(command.details) + "\n");
  text += section("COMMANDS", subcommands(command, path));
  text += section("ARGUMENTS", option_items(command.options, path, true));
  text += section(path.empty() ? "GLOBAL OPTIONS" : "OPTIONS", option_items(command.options, path, false));
  text += section("JSON FIELDS", fields(command));
  text += section("EXAMPLES", examples(command));
  return text;
}

void add_pages(std::vector<ManualPage>& pages, const Command& command, std::vector<std::string> path) {
  std::string text = body(command, path);
  if (path.empty())
    text += section("EXIT STATUS", exit_statuses()) + section("FILES", files());
  else
    text += ".SH SEE ALSO\n.BR aifactory (1)\nfor global options, files and exit statuses\n";
  pages.push_back({page_name(path) + ".1", std::move(text)});
  for (const Command& sub : command.subcommands) {
    path.push_back(sub.name);
    add_pages(pages, sub, path);
    path.pop_back();
  }
}

}  // namespace

std::vector<ManualPage> manual_pages(const Command& root) {
  std::vector<ManualPage> pages;
  add_pages(pages, root, {});
  return pages;
}

}  // namespace aifactory::cli
