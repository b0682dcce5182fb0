// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/arriving_lines.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace aifactory;

TEST_CASE("lines are the same wherever the text is cut") {
  const std::string text = "one\n\nthree\r\nfour";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    CAPTURE(piece);
    ArrivingLines lines;
    std::vector<std::string> found;
    for (std::size_t at = 0; at < text.size(); at += piece)
      CHECK(lines.take(std::string_view(text).substr(at, piece),
                       [&](std::string_view line) { found.emplace_back(line); }));
    CHECK(found == std::vector<std::string>{"one", "", "three\r"});
    CHECK_FALSE(lines.empty());
  }
}

TEST_CASE("a line without an end is not kept") {
  ArrivingLines lines(8);
  int found = 0;
  const auto count = [&](std::string_view) { ++found; };
  CHECK(lines.take("more than eight bytes\n12345678", count));
  CHECK_FALSE(lines.take("9", count));
  CHECK(lines.empty());
  CHECK_FALSE(lines.take("\nanother\n", count));
  CHECK(found == 1);
  lines.clear();
  CHECK(lines.take("another\n", count));
  CHECK(found == 2);
}
