// SPDX-License-Identifier: Apache-2.0
#include "monitoring/json_cursor.hpp"

#include "support/catch.hpp"

#include <cmath>

using aifactory::monitoring::JsonCursor;

namespace {

bool well_formed(std::string_view text) {
  JsonCursor cursor(text);
  cursor.skip();
  return cursor.ok() && cursor.at_end();
}

std::string only_string(std::string_view text) {
  JsonCursor cursor(text);
  return std::string(cursor.string());
}

}  // namespace

TEST_CASE("JSON: what is whole and what is not") {
  for (const auto* good : {"{}", "[]", " {\"a\": [1, -2.5e3, true, false, null, \"x\"]} ", "NaN",
                           "[-Infinity, Infinity]", "1e999", "\"\\u00e4\\ud83d\\ude00\""}) {
    INFO(good);
    CHECK(well_formed(good));
  }
  for (const auto* bad : {"",     " ",     "{",     "}",         "[",   "]",  "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
                          "[1,]", "[1 2]", "{a:1}", "tru",       "nil", "\"", "\"\\",    "\"\\\"",   "{\"a\":1}}",
                          "1 2",  "--1",   "0x10",  "{\"a\":1]", "[1}", ",",  "{,}"}) {
    INFO(bad);
    CHECK_FALSE(well_formed(bad));
  }
}

TEST_CASE("JSON: every beginning of a text is broken, and nothing worse") {
  const std::string text = R"({"a": {"b": [1, "\u00e4\n\ud83d\ude00", null]}, "c": -1.5e-7, "d": NaN})";
  REQUIRE(well_formed(text));
  for (std::size_t length = 0; length < text.size(); ++length)
    CHECK_FALSE(well_formed(text.substr(0, length)));
}

TEST_CASE("JSON: depth is bounded") {
  CHECK(well_formed(std::string(60, '[') + std::string(60, ']')));
  CHECK_FALSE(well_formed(std::string(100'000, '[')));
  CHECK_FALSE(well_formed(std::string(70, '[') + std::string(70, ']')));
}

TEST_CASE("JSON: strings") {
  CHECK(only_string(R"("plain")") == "plain");
  CHECK(only_string(R"("a\"b\\c\/d\n\t")") == "a\"b\\c/d\n\t");
  CHECK(only_string(R"("\u0041\u00E4\u20ac")") == "A\xC3\xA4\xE2\x82\xAC");
  CHECK(only_string(R"("\ud83d\ude00")") == "\xF0\x9F\x98\x80");
  CHECK(only_string(R"("\ud83d!")") == "\xEF\xBF\xBD!");
  CHECK(only_string(R"("\ude00")") == "\xEF\xBF\xBD");
  CHECK(only_string(R"("\u12")") == "\xEF\xBF\xBD");
}

TEST_CASE("JSON: numbers of Python") {
  CHECK(std::isnan(JsonCursor("NaN").number()));
  CHECK(JsonCursor("-Infinity").number() == -std::numeric_limits<double>::infinity());
  CHECK(JsonCursor("1e400").number() == std::numeric_limits<double>::infinity());
  CHECK(JsonCursor("1e-400").number() == 0);
  CHECK(JsonCursor("123456789012345678901234567890").number() > 1.2e29);
}
