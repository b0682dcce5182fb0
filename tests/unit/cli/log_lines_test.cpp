// SPDX-License-Identifier: Apache-2.0
#include "cli/log_lines.hpp"

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::cli;

TEST_CASE("--grep: extended expressions, by bytes") {
  const LinePattern pattern("loss[ =]*(nan|inf)", LinePattern::Case::matters);
  CHECK(pattern.matches("step 3 loss = nan"));
  CHECK_FALSE(pattern.matches("loss = NaN"));
  CHECK(LinePattern("loss.*nan", LinePattern::Case::ignored).matches("LOSS NaN"));
  CHECK(LinePattern("^x$", LinePattern::Case::matters).matches("x"));
  CHECK(LinePattern("end$", LinePattern::Case::matters).matches(std::string_view("a\0the end", 9)));
  CHECK(LinePattern("b", LinePattern::Case::matters).matches("\xff\xfe b"));
  CHECK(LinePattern("x{3}y", LinePattern::Case::matters).matches(std::string(1'000'000, 'x') + "y"));
  for (const char* wrong : {"(", "[a", "a{2,1}"})
    CHECK_THROWS_AS(LinePattern(wrong, LinePattern::Case::matters), Error);
}

TEST_CASE("the time that begins a line of a log") {
  const auto noon = parse_time("2026-11-20T12:00:00Z");
  for (const char* line :
       {"2026-11-20T12:00:00Z start", "[2026-11-20 12:00:00,123] INFO x", "2026-11-20 13:00:00.5+01:00 x",
        "INFO 2026-11-20T12:00:00: x", "2026-11-20T11:00:00-0100", "2026-11-20_12:00:00"})
    CHECK(time_in_line(line, Seconds{0}) == noon);
  CHECK(time_in_line("2026-11-20 13:00:00 local", std::chrono::hours(1)) == noon);
  for (const char* line : {"", "epoch 1", "2026-11-20", "2026-13-40 12:00:00 no such day", "12:00:00",
                           "far to the right of the line it is of no meaning 2026-11-20 12:00:00"})
    CHECK_FALSE(time_in_line(line, Seconds{0}));
}

TEST_CASE("bytes into lines, however they are cut") {
  const std::string text = "one\n\ntwo\r\nlast";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    LineCutter cutter;
    std::string_view line;
    std::uint64_t offset = 0;
    std::vector<std::pair<std::uint64_t, std::string>> lines;
    for (const auto& [part, at] : {std::pair{text.substr(0, cut), std::size_t{0}}, {text.substr(cut), cut}}) {
      cutter.feed(part, 100 + at);
      while (cutter.next(line, offset))
        lines.emplace_back(offset, line);
    }
    CHECK(lines == decltype(lines){{100, "one\n"}, {104, "\n"}, {105, "two\r\n"}});
    CHECK(cutter.waiting() == "last");
    CHECK(cutter.waiting_offset() == 110);
  }
}

TEST_CASE("a line that never ends is passed on in parts") {
  LineCutter cutter;
  const std::string much(LineCutter::length_limit + 1, 'x');
  cutter.feed(much, 0);
  std::string_view line;
  std::uint64_t offset = 1;
  REQUIRE(cutter.next(line, offset));
  CHECK(line.size() == much.size());
  CHECK(offset == 0);
  cutter.feed("y\n", much.size());
  REQUIRE(cutter.next(line, offset));
  CHECK(line == "y\n");
  CHECK(offset == much.size());
}
