// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/log_line.hpp"

#include "support/catch.hpp"

using namespace aifactory::output;

namespace {

std::string colored(std::string_view line) {
  return terminal_line(line, Colors::keep);
}

}  // namespace

TEST_CASE("a line of a log on a terminal: of a progress bar the last state") {
  CHECK(colored("plain") == "plain");
  CHECK(colored("windows\r") == "windows");
  CHECK(colored("  0%|   |\r 50%|#  |\r100%|###|\r") == "100%|###|");
  CHECK(colored("1/10\b\b\b\b2/10") == "2/10");
  CHECK(colored("é\b\b\bx") == "x");
  CHECK(colored("").empty());
  CHECK(colored("\r\r").empty());
}

TEST_CASE("a line of a log on a terminal: colours stay and end with it, all else that could act goes") {
  CHECK(colored("\x1b[1;31merror\x1b[0m: x") == "\x1b[1;31merror\x1b[0m: x");
  CHECK(colored("\x1b[31mred") == "\x1b[31mred\x1b[0m");
  CHECK(terminal_line("\x1b[31mred", Colors::drop) == "red");
  CHECK(colored("\x1b[2J\x1b[1A\x1b[?25lx\x1b(By") == "xy");
  CHECK(colored("\x1b]0;title\x07visible") == "visible");
  CHECK(colored("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\") == "link");
  CHECK(colored("\x1bP+q\x1b\\x") == "x");
  for (const char* broken : {"\x1b", "\x1b[", "\x1b[31", "\x1b]0;never closed", "a\x1b("})
    CHECK(colored(broken).find('\x1b') == std::string::npos);
  CHECK(colored(std::string("\x1b[") + std::string(100, '1') + "mx") == "x");
  CHECK(colored("bell\x07 \x9b"
                "31m") == "bell\\x07 \\x9b31m");
  CHECK(colored("tab\tstays") == "tab\tstays");
}

TEST_CASE("a line that goes on: no half character") {
  CHECK(terminal_line("50% ✓", Colors::drop, End::open) == "50% ✓");
  CHECK(terminal_line("50% \xe2\x9c", Colors::drop, End::open) == "50% ");
  CHECK(terminal_line("50% \xe2\x9c", Colors::drop) != "50% ");
}
