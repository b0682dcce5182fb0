// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/terminal.hpp"

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"
#include "unit/output/streams.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <map>
#include <streambuf>

using namespace aifactory;
using namespace aifactory::output;

namespace {

/// A pipe that nobody reads any more.
struct BrokenPipe : std::streambuf {
  std::streamsize xsputn(const char*, std::streamsize) override {
    errno = EPIPE;
    return 0;
  }
};

bool colored(Color color, const std::map<std::string, std::string>& variables) {
  for (const auto* name : {"NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"})
    ::unsetenv(name);
  for (const auto& [name, value] : variables)
    ::setenv(name.c_str(), value.c_str(), 1);
  return make_terminal(color).result.color;
}

}  // namespace

TEST_CASE("colour follows the flag, then the variables, then the terminal") {
  CHECK(colored(Color::always, {{"NO_COLOR", "1"}}));
  CHECK_FALSE(colored(Color::never, {{"CLICOLOR_FORCE", "1"}}));
  CHECK(colored(Color::automatic, {{"CLICOLOR_FORCE", "1"}}));
  CHECK(colored(Color::automatic, {{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", ""}}));
  CHECK_FALSE(colored(Color::automatic, {{"CLICOLOR_FORCE", "1"}, {"NO_COLOR", "1"}}));
  const bool on_terminal = make_terminal(Color::automatic).result.terminal;
  CHECK(colored(Color::automatic, {{"CLICOLOR_FORCE", "0"}, {"TERM", "xterm"}}) == on_terminal);
  CHECK_FALSE(colored(Color::automatic, {{"TERM", "dumb"}}));
  CHECK_FALSE(colored(Color::automatic, {{"TERM", "xterm"}, {"CLICOLOR", "0"}}));
}

TEST_CASE("the locale tells whether more than ASCII can be shown") {
  ::setenv("LC_ALL", "C", 1);
  ::setenv("LANG", "en_GB.UTF-8", 1);
  CHECK_FALSE(make_terminal(Color::never).talk.unicode);
  ::setenv("LC_ALL", "", 1);
  ::unsetenv("LC_CTYPE");
  CHECK(make_terminal(Color::never).talk.unicode);
  ::setenv("LC_CTYPE", "de_DE.utf8", 1);
  ::setenv("LANG", "C", 1);
  CHECK(make_terminal(Color::never).talk.unicode);
}

TEST_CASE("styles are escapes only where there is colour") {
  CHECK(styled({}, Style::red, "x") == "x");
  CHECK(styled({.color = true}, Style::red, "x") == "\x1b[31mx\x1b[0m");
  CHECK(styled({.color = true}, Style::plain, "x") == "x");
  CHECK(styled({.color = true}, Style::red, "").empty());
}

TEST_CASE("a reader that has gone is not a full disk") {
  BrokenPipe pipe;
  std::ostream broken(&pipe);
  Terminal terminal{.result = {.out = &broken}, .talk = {.out = &broken}};
  CHECK_THROWS_AS(print(terminal, "x"), OutputClosed);
  CHECK_NOTHROW(warn(terminal, "nobody hears this"));

  std::ofstream full("/dev/full");
  if (!full) return;  // not on this system
  terminal.result.out = &full;
  try {
    print(terminal, "x");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::io);
  }
}

TEST_CASE("talk goes to stderr, made harmless; quiet leaves warnings") {
  Streams streams;
  note(streams.terminal, "a\x1b[2J");
  warn(streams.terminal, "b");
  suggest(streams.terminal, "aifactory job wait x", "wait for its end");
  CHECK(streams.talk.str() == "note: a\\x1b[2J\nwarning: b\nnext: aifactory job wait x   # wait for its end\n");
  CHECK(streams.result.str().empty());

  Streams quiet;
  quiet.terminal.quiet = true;
  note(quiet.terminal, "a");
  suggest(quiet.terminal, "c", "d");
  warn(quiet.terminal, "b");
  CHECK(quiet.talk.str() == "warning: b\n");
}
