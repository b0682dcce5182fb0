// SPDX-License-Identifier: Apache-2.0
#include "aifactory/config/path_template.hpp"

#include "config/node.hpp"
#include "config/yaml_reader.hpp"
#include "support/catch.hpp"

using namespace aifactory::config;

TEST_CASE("paths are filled once, and only with what is known") {
  const PathValues values = {{"user", "alice"}, {"account", "{user}"}, {"group", ""}};
  struct Case {
    const char* path;
    const char* filled;
  };
  const Case all[] = {
      {"/a/{user}/b", "/a/alice/b"},
      {"{account}", "{user}"},
      {"/{group}/{home}", "/{group}/{home}"},
      {"", ""},
      {"{", "{"},
      {"/x}{y", "/x}{y"},
      {"{}", "{}"},
      {"$HOME", "$HOME"},
      {"{user}{user}", "alicealice"},
  };
  for (const auto& c : all)
    CHECK(fill_path(c.path, values) == c.filled);
}

TEST_CASE("open names are found in order") {
  CHECK(open_variables("/a/{user}/{home}/x") == std::vector<std::string>{"user", "home"});
  CHECK(open_variables("/a/b").empty());
  CHECK(open_variables("/a/{user").empty());
}

TEST_CASE("maps merge, everything else replaces, nothing given changes nothing") {
  const auto parse = [](const char* text) { return read_yaml(text, std::make_shared<const Document>()); };
  CHECK(merge(parse("{a: 1, b: {x: 1, y: 2}}"), parse("{b: {y: 3}, c: 4}")).flow() == "{a: 1, b: {x: 1, y: 3}, c: 4}");
  CHECK(merge(parse("{a: 1}"), parse("")).flow() == "{a: 1}");
  CHECK(merge(parse("{a: 1}"), parse("{a: }")).flow() == "{a: 1}");
  CHECK(merge(parse("{a: {b: 1}}"), parse("{a: x}")).flow() == "{a: x}");
  CHECK(merge(parse("[1]"), parse("[2]")).flow() == "[2]");
}

TEST_CASE("flow text is quoted where YAML needs it") {
  const auto flow = [](const char* value) { return Node{.kind = Node::Kind::scalar, .text = value}.flow(); };
  CHECK(flow("plain text") == "plain text");
  CHECK(flow("") == "\"\"");
  CHECK(flow("~") == "\"~\"");
  CHECK(flow("- x") == "\"- x\"");
  CHECK(flow("--exclusive") == "--exclusive");
  CHECK(flow("a: b\n\"c\"\x1b") == "\"a: b\\n\\\"c\\\"\\x1b\"");
}
