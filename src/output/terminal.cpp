// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/terminal.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "output/talk.hpp"

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>

namespace aifactory::output {
namespace {

/// Unset and empty are the same to all the variables read here.
std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool wants_color(Color color, bool terminal) {
  if (color != Color::automatic) return color == Color::always;
  if (!variable("NO_COLOR").empty()) return false;
  if (const auto force = variable("CLICOLOR_FORCE"); !force.empty() && force != "0") return true;
  return terminal && variable("TERM") != "dumb" && variable("CLICOLOR") != "0";
}

bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = to_lower(variable(name));
    if (!value.empty()) return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

/// A positive number in a variable, else `otherwise`.
std::size_t number_in(const char* name, std::size_t otherwise) {
  const std::string_view value = variable(name);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc{} && end == value.data() + value.size() && number > 0 ? number : otherwise;
}

Stream make_stream(int fd, std::ostream& out, Color color) {
  const bool terminal = ::isatty(fd) == 1;
  return measured({.out = &out,
                   .terminal = terminal,
                   .color = wants_color(color, terminal),
                   .cursor = terminal && !variable("TERM").empty() && variable("TERM") != "dumb",
                   .unicode = locale_is_utf8()});
}

std::string_view code_of(Style style) {
  switch (style) {
    case Style::plain:
      return "";
    case Style::bold:
      return "\x1b[1m";
    case Style::dim:
      return "\x1b[2m";
    case Style::red:
      return "\x1b[31m";
    case Style::green:
      return "\x1b[32m";
    case Style::yellow:
      return "\x1b[33m";
    case Style::blue:
      return "\x1b[34m";
    case Style::cyan:
      return "\x1b[36m";
  }
  return "";
}

}  // namespace

Terminal make_terminal(Color color) {
  return {.result = make_stream(STDOUT_FILENO, std::cout, color), .talk = make_stream(STDERR_FILENO, std::cerr, color)};
}

Stream measured(Stream stream) {
  if (stream.out != &std::cout && stream.out != &std::cerr) return stream;
  winsize size = {};
  ::ioctl(stream.out == &std::cout ? STDOUT_FILENO : STDERR_FILENO, TIOCGWINSZ, &size);
  stream.columns = size.ws_col > 0 ? size.ws_col : number_in("COLUMNS", 80);
  stream.rows = size.ws_row > 0 ? size.ws_row : number_in("LINES", 24);
  return stream;
}

std::string styled(const Stream& stream, Style style, std::string_view text) {
  if (!stream.color || style == Style::plain || text.empty()) return std::string(text);
  return std::string(code_of(style)) + std::string(text) + "\x1b[0m";
}

void print(const Terminal& terminal, std::string_view text) {
  errno = 0;
  terminal.result.out->write(text.data(), static_cast<std::streamsize>(text.size())).flush();
  if (terminal.result.out->good()) return;
  if (errno == EPIPE || errno == 0) throw OutputClosed();
  throw system_error("cannot write the results to standard output", errno);
}

void say(const Terminal& terminal, std::string_view text) {
  std::ostream& out = *terminal.talk.out;
  out.write(text.data(), static_cast<std::streamsize>(text.size())).flush();
  out.clear();
}

void note(const Terminal& terminal, std::string_view text) {
  if (!terminal.quiet)
    say(terminal, styled(terminal.talk, Style::bold, "note:") + " " + printable(text, Lines::keep) + "\n");
}

void warn(const Terminal& terminal, std::string_view text) {
  say(terminal, styled(terminal.talk, Style::yellow, "warning:") + " " + printable(text, Lines::keep) + "\n");
}

void suggest(const Terminal& terminal, std::string_view command, std::string_view purpose) {
  if (terminal.quiet) return;
  const std::string shown = styled(terminal.talk, Style::bold, printable(command));
  const std::string why = purpose.empty() ? "" : "   " + styled(terminal.talk, Style::dim, "# " + printable(purpose));
  say(terminal, styled(terminal.talk, Style::green, "next:") + " " + shown + why + "\n");
}

}  // namespace aifactory::output
