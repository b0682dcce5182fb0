// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::cli {
namespace {

struct Row {
  std::string label;
  std::string text;
};

std::string heading(const output::Stream& stream, std::string_view text) {
  return output::styled(stream, output::Style::bold, text) + "\n";
}

/// Rows of label and wrapped text, aligned.
std::string rows(const std::vector<Row>& rows, std::size_t columns) {
  std::size_t width = 0;
  for (const Row& row : rows)
    width = std::max(width, std::min<std::size_t>(display_width(row.label), 28));
  std::string text;
  for (const Row& row : rows) {
    const std::size_t room = columns > width + 24 ? columns - width - 5 : 40;
    std::string lead = fmt::format("  {:<{}}  ", row.label, width);
    if (row.label.size() > width) lead = fmt::format("  {}\n  {:<{}}  ", row.label, "", width);
    for (const std::string& line : wrap(row.text, room)) {
      text += lead + line + "\n";
      lead = std::string(width + 4, ' ');
    }
  }
  return text;
}

std::string option_text(const Option& option) {
  std::string text = option.help;
  if (!option.choices.empty()) text += fmt::format(" ({})", join(option.choices, ", "));
  return text;
}

std::vector<Row> option_rows(const std::vector<Option>& options, bool positional) {
  std::vector<Row> result;
  for (const Option& option : options)
    if (option.is_positional() == positional) result.push_back({option_label(option), option_text(option)});
  return result;
}

std::string examples(const Command& command, const output::Stream& stream) {
  std::string text;
  for (const Example& example : command.examples) {
    const std::string line = "  " + example.line;
    text += example.purpose.empty()
                ? line + "\n"
                : fmt::format("{:<44}  {}\n", line, output::styled(stream, output::Style::dim, "# " + example.purpose));
  }
  return text.empty() ? text : heading(stream, "Examples") + text + "\n";
}

}  // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  for (const std::string& paragraph : split_lines(text)) {
    lines.emplace_back();
    for (const std::string& word : split(paragraph, ' ')) {
      if (!lines.back().empty() && display_width(lines.back()) + 1 + display_width(word) > width) lines.emplace_back();
      lines.back() += (lines.back().empty() ? "" : " ") + word;
    }
  }
  return lines;
}

std::string option_label(const Option& option) {
  if (option.is_positional()) return option.name;
  const auto comma = option.name.find(',');
  std::string label =
      comma == std::string::npos ? "    " + option.name : option.name.substr(0, comma) + ", " + option.long_name();
  return option.value.empty() ? label : label + " " + option.value;
}

std::string usage_line(const Command& command, const std::vector<std::string>& path) {
  std::string line = "aifactory";
  for (const std::string& word : path)
    line += " " + word;
  if (!command.is_leaf()) return line + " COMMAND";
  line += " [OPTIONS]";
  for (const Option& option : command.options) {
    if (!option.is_positional()) continue;
    std::string word = option.name;
    if (std::holds_alternative<std::vector<std::string>*>(option.to)) word += "…";
    line += option.need == Need::required ? " " + word : " [" + word + "]";
  }
  return line;
}

std::string help_page(const Command& root, const Command& command, const std::vector<std::string>& path,
                      const output::Stream& stream) {
  const std::size_t columns = std::min<std::size_t>(stream.columns, 110);
  std::string page = command.summary + ".\n\n" + examples(command, stream);
  page += heading(stream, "Usage") + "  " + usage_line(command, path) + "\n";
  if (!command.details.empty()) {
    page += "\n";
    for (const std::string& line : wrap(command.details, columns - 2))
      page += line + "\n";
  }
  const bool is_root = path.empty();
  std::vector<Row> commands;
  for (const Command& sub : command.subcommands)
    commands.push_back({sub.name, sub.summary});
  if (!commands.empty()) page += "\n" + heading(stream, "Commands") + rows(commands, columns);
  const std::vector<Row> arguments = option_rows(command.options, true);
  if (!arguments.empty()) page += "\n" + heading(stream, "Arguments") + rows(arguments, columns);
  std::vector<Row> options = option_rows(command.options, false);
  options.push_back({"-h, --help", "show this help"});
  page += "\n" + heading(stream, is_root ? "Global options" : "Options") + rows(options, columns);
  if (!is_root)
    page += "\nGlobal options (--site, -o, --json, -q, …): see 'aifactory --help'.\n";
  else
    page += "\nEvery option can be set by an environment variable, as AIFACTORY_SITE for --site; see aifactory(1).\n";
  if (&root != &command && command.shape != nullptr) {
    std::vector<std::string> names;
    for (const output::Field& field : command.shape->fields)
      names.push_back(field.name);
    page += "\n" + heading(stream, "JSON fields");
    for (const std::string& line : wrap(join(names, ", "), columns - 2))
      page += "  " + line + "\n";
  }
  return page;
}

}  // namespace aifactory::cli
