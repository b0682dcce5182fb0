// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/message.hpp"

#include "aifactory/base/text.hpp"

#include "output/json_text.hpp"
#include "output/talk.hpp"

#include <nlohmann/json.hpp>

namespace aifactory::output {
namespace {

using Json = nlohmann::ordered_json;

std::string shown(std::string_view text) {
  return printable(text, Lines::keep);
}

std::string indented(std::string_view text) {
  std::string out;
  for (const std::string& line : split_lines(text))
    out += "  " + shown(line) + "\n";
  return out;
}

std::string for_people(const Stream& stream, const Error& error) {
  const Failure& failure = error.failure();
  const std::string where = failure.where.empty() ? "" : shown(failure.where) + ": ";
  std::string out = styled(stream, Style::red, "error:") + " " + where + shown(failure.what) + "\n";
  out += indented(failure.why);
  for (const std::string& doing : error.trail())
    out += indented(doing);
  if (!failure.hint.empty()) out += styled(stream, Style::green, "hint:") + " " + shown(failure.hint) + "\n";
  return out;
}

Json for_programs(const Error& error, int exit_status) {
  const Failure& failure = error.failure();
  return {{"error",
           {{"kind", name_of(failure.kind)},
            {"message", failure.what},
            {"where", failure.where},
            {"why", failure.why},
            {"hint", failure.hint},
            {"exit_status", exit_status}}}};
}

}  // namespace

void print_error(const Terminal& terminal, const Error& error, Format format, int exit_status) {
  say(terminal, for_people(terminal.talk, error));
  if (format != Format::json && format != Format::jsonl) return;
  const Layout layout = format == Format::json ? Layout::indented : Layout::one_line;
  print(terminal, json_text(for_programs(error, exit_status), layout) + "\n");
}

}  // namespace aifactory::output
