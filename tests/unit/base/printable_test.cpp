// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"

#include "support/catch.hpp"

#include <chrono>
#include <string>

using namespace aifactory;
using namespace std::string_literals;

TEST_CASE("printable leaves ordinary text alone") {
  for (const auto* text : {"", "plain \\x1b", "Grüße, 東京, 😀, e\u0301", "\u00a0"})
    CHECK(printable(text) == text);
}

TEST_CASE("printable shows what a terminal would obey") {
  CHECK(printable("\x1b[31mred\a") == "\\x1b[31mred\\x07");
  CHECK(printable("\x7f") == "\\x7f");
  CHECK(printable("a\0b"s) == "a\\x00b");
  CHECK(printable("\u009b31m") == "\\u009b31m");  // CSI in one character
  CHECK(printable("abc\u202egnp.exe\u2066") == "abc\\u202egnp.exe\\u2066");
  CHECK(printable("\U000e0041") == "\\U000e0041");
  CHECK(printable("\ufeffa") == "\\ufeffa");
}

TEST_CASE("printable shows invalid UTF-8 byte by byte") {
  CHECK(printable("\xff") == "\\xff");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");               // overlong '/'
  CHECK(printable("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");      // overlong '/'
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");      // surrogate
  CHECK(printable("\xf4\x90\x80\x80").starts_with("\\xf4"));  // above U+10FFFF
  CHECK(printable("a\xe2\x82") == "a\\xe2\\x82");             // broken off
  CHECK(printable("\xc3(") == "\\xc3(");
}

TEST_CASE("printable keeps tab and newline only where asked") {
  CHECK(printable("a\tb\nc\r\n") == "a\\tb\\nc\\r\\n");
  CHECK(printable("a\tb\nc\r\n", Lines::keep) == "a\tb\nc\\r\n");
}

TEST_CASE("printable takes linear time") {
  const auto start = std::chrono::steady_clock::now();
  CHECK(printable(std::string(2'000'000, '\x1b')).size() == 8'000'000);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("display_width counts columns") {
  CHECK(display_width("") == 0);
  CHECK(display_width("abc") == 3);
  CHECK(display_width("Größe") == 5);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("東京") == 4);
  CHECK(display_width("한글") == 4);
  CHECK(display_width("😀") == 2);
  CHECK(display_width("━█⣿▁…") == 5);
}

TEST_CASE("shorten cuts to columns, not bytes") {
  CHECK(shorten("abc", 3) == "abc");
  CHECK(shorten("abcd", 3) == "ab…");
  CHECK(shorten("abcd", 1) == "…");
  CHECK(shorten("abcd", 0).empty());
  CHECK(shorten("東京都", 5) == "東京…");
  CHECK(shorten("東京都", 4) == "東…");
  CHECK(shorten("東京都", 6) == "東京都");
  CHECK(shorten("Größe", 4) == "Grö…");
}
