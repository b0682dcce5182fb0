// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/records.hpp"

#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>

using namespace aifactory::output;
using Json = nlohmann::ordered_json;

TEST_CASE("text that is nothing else stays plain") {
  for (const auto* text :
       {"plain", "two words", "a:b", "a#b", "/path/x-1", "x - y", "Größe", "a 'quoted' word", "null1"})
    CHECK(to_yaml(text) == std::string(text) + "\n");
}

TEST_CASE("text that a reader would take for something else is quoted") {
  for (const auto* text : {"",   "yes", "No", "ON",   "true",       "null", "~", "y",   "1e3",  "0x1F", "12",
                           "-1", "+1",  ".5", "1:30", "2026-11-20", "- a",  "-", "? a", "a: b", "a:",   "a #b",
                           "#a", " a",  "a ", "[a",   "{a",         "]",    "}", ",a",  "&a",   "*a",   "!a",
                           "|",  ">",   "%a", "@a",   "`a",         "'a",   "=", "<<",  ".nan", "---",  "..."})
    CHECK(to_yaml(text) == "\"" + std::string(text) + "\"\n");
}

TEST_CASE("quotes hold controls, lines and backslashes as escapes") {
  CHECK(to_yaml("a\nb\t") == "\"a\\nb\\t\"\n");
  CHECK(to_yaml("\x1b[31m\x7f") == "\"\\x1b[31m\\x7f\"\n");
  CHECK(to_yaml("\u0085\u202e") == "\"\\u0085\\u202e\"\n");
  CHECK(to_yaml("\"q\": \\") == "\"\\\"q\\\": \\\\\"\n");
  CHECK(to_yaml("a\\b") == "a\\b\n");
  CHECK(to_yaml(std::string("\0", 1)) == "\"\\x00\"\n");
}

TEST_CASE("numbers and the like") {
  CHECK(to_yaml(nullptr) == "null\n");
  CHECK(to_yaml(true) == "true\n");
  CHECK(to_yaml(-5) == "-5\n");
  CHECK(to_yaml(0.5) == "0.5\n");
  CHECK(to_yaml(1e-7) == "1.0e-07\n");
  CHECK(to_yaml(std::nan("")) == ".nan\n");
  CHECK(to_yaml(-INFINITY) == "-.inf\n");
  CHECK(to_yaml(Json::array()) == "[]\n");
  CHECK(to_yaml(Json::object()) == "{}\n");
}

TEST_CASE("nested blocks") {
  const Json value = {
      {"items", Json::array({{{"a", 1}, {"b", Json::array({"x", Json::array({1, 2})})}}, "s", Json::object()})},
      {"on", {{"k: y", nullptr}}}};
  CHECK(to_yaml(value) ==
        "items:\n"
        "  - a: 1\n"
        "    b:\n"
        "      - x\n"
        "      - - 1\n"
        "        - 2\n"
        "  - s\n"
        "  - {}\n"
        "\"on\":\n"
        "  \"k: y\": null\n");
}
