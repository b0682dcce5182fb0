// SPDX-License-Identifier: Apache-2.0
#include "cli/log_printer.hpp"

#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::cli;

namespace {

std::string printed(const output::Stream& stream, const std::vector<std::string>& pieces) {
  std::string text;
  LogPrinter print(stream, [&](std::string_view piece) { text += piece; });
  for (const std::string& piece : pieces)
    print(piece);
  print.finish();
  return text;
}

}  // namespace

TEST_CASE("a pipe gets every byte as it is") {
  const output::Stream pipe{.terminal = false};
  CHECK(printed(pipe, {"a\x1b[31mb\xff", std::string("\0z", 2)}) == std::string("a\x1b[31mb\xff\0z", 10));
}

TEST_CASE("a terminal gets whole characters and no escape sequences, wherever the log was cut") {
  const output::Stream terminal{.terminal = true};
  const std::string log = "épo­que 1 ✓ 🎉\n";
  for (std::size_t cut = 0; cut <= log.size(); ++cut) {
    INFO(cut);
    CHECK(printed(terminal, {log.substr(0, cut), log.substr(cut)}) == printed(terminal, {log}));
  }
  CHECK(printed(terminal, {"\x1b]0;title\x07"}).find('\x1b') == std::string::npos);
  CHECK(printed(terminal, {"end \xc3"}) != "end ");
}
