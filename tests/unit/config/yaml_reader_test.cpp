// SPDX-License-Identifier: Apache-2.0
#include "config/yaml_reader.hpp"

#include "fixture.hpp"
#include "support/catch.hpp"

#include <random>

using namespace aifactory;
using namespace aifactory::config;

namespace {

Node parse(std::string_view text) {
  return read_yaml(text, std::make_shared<const Document>(Document{.label = "f.yaml"}));
}

struct Broken {
  std::string text;
  const char* where;
  const char* what;
};

}  // namespace

TEST_CASE("values keep their places") {
  const auto root = parse("a: 1\nb:\n  - x\n  - {c: \"d e\"}\n");
  CHECK(root.find("a")->place.text() == "f.yaml:1:4");
  CHECK(root.find("b")->items[0].place.text() == "f.yaml:3:5");
  CHECK(root.find("b")->items[1].find("c")->place.text() == "f.yaml:4:9");
  CHECK(root.flow() == "{a: 1, b: [x, {c: d e}]}");
}

TEST_CASE("columns count characters, lines end as they like") {
  CHECK(parse("k\xC3\xA4se: x\n").find("k\xC3\xA4se")->place.text() == "f.yaml:1:7");
  CHECK(parse("a: 1\r\nb: 2\r\n").find("b")->place.text() == "f.yaml:2:4");
  CHECK(parse("a: 1\r\nb: 2\r\n").find("a")->text == "1");
  CHECK(parse("\xEF\xBB\xBF"
              "a: 1\n")
            .find("a")
            ->place.text() == "f.yaml:1:4");
}

TEST_CASE("nothing but comments is an empty node") {
  for (const auto* text : {"", "\n", "# only a comment\n", "---\n", "---\n...\n", "\r\n\r\n"}) {
    INFO(text);
    CHECK(parse(text).kind == Node::Kind::empty);
  }
}

TEST_CASE("aliases are written out") {
  const auto root = parse("a: &x [1, 2]\nb: *x\nc: *x\n");
  CHECK(root.find("b")->flow() == "[1, 2]");
  CHECK(root.find("c")->place.text() == "f.yaml:3:4");
}

TEST_CASE("what cannot be read is refused at its place") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const auto name = "a" + std::to_string(i);
    const auto alias = "*a" + std::to_string(i - 1);
    bomb += name + ": &" + name + " [" + alias + repeated(", " + alias, 9) + "]\n";
  }
  const Broken all[] = {
      {"a: [1, 2\n", "f.yaml:2:1", "broken YAML"},
      {"a: b: c\n", "f.yaml:1:5", "broken YAML"},
      {"a: \"x\nb: 1\n", "f.yaml:1:4", "a quote is never closed"},
      {"a: 'it''s\nb: 1\n", "f.yaml:1:4", "a quote is never closed"},
      {"a: \"x\\\"\nb: 1\n", "f.yaml:1:4", "a quote is never closed"},
      {"- \"x", "f.yaml:1:", "broken YAML"},
      {"a: }\n", "f.yaml:1:4", "broken YAML"},
      {"a: *nobody\n", "f.yaml:1:", "broken YAML"},
      {"a: 1\nb: 2\na: 3\n", "f.yaml:3:1", "key 'a' is given twice"},
      {"{a: 1, a: 2}\n", "f.yaml:1:8", "key 'a' is given twice"},
      {"? [x]\n: 1\n", "f.yaml:1:3", "a key is not text"},
      {"? {x: 1}\n: 1\n", "f.yaml:1:3", "a key is not text"},
      {"~: 1\n", "f.yaml:1:1", "a key is not text"},
      {"a: &x {b: 1}\nc:\n  <<: *x\n", "f.yaml:3:3", "merge keys"},
      {"a: !!python/object:os.system x\n", "f.yaml:1:4", "the tag"},
      {"a: !custom x\n", "f.yaml:1:4", "the tag"},
      {"a: &x [*x]\n", "f.yaml:1:8", "an alias stands inside"},
      {"a: 1\n---\nb: 2\n", "f.yaml:3:1", "a second document"},
      {repeated("[", 200), "f.yaml:1:", "nested deeper"},
      {bomb, "f.yaml:", "more than 100000 values"},
      {std::string("a: \0b\n", 6), "f.yaml:1:4", "not a text file"},
      {"a: \xFF\xFE\n", "f.yaml:1:4", "not a text file"},
      {"a: 1\nb: \xC0\xAF\n", "f.yaml:2:4", "not a text file"},
      {"\x7f"
       "ELF\x02\x01",
       "f.yaml:1:1", "not a text file"},
      {std::string("\xFF\xFE"
                   "a\0:\0",
                   6),
       "f.yaml:1:1", "not a text file"},
  };
  for (const auto& broken : all) {
    INFO(broken.text.substr(0, 80));
    const auto failure = failure_of([&] { parse(broken.text); });
    REQUIRE(failure);
    INFO(failure->what << " | " << failure->where);
    CHECK(failure->kind == ErrorKind::config);
    CHECK(failure->where.rfind(broken.where, 0) == 0);
    CHECK(failure->what.find(broken.what) != std::string::npos);
  }
}

TEST_CASE("a tab in the indentation is told as such") {
  const auto failure = failure_of([] { parse("a:\n\tb: 1\n"); });
  REQUIRE(failure);
  CHECK(failure->where.rfind("f.yaml:2:", 0) == 0);
  CHECK(failure->hint.find("tabs") != std::string::npos);
}

TEST_CASE("the second of two equal keys names the first") {
  const auto failure = failure_of([] { parse("a: 1\nb: 2\na: 3\n"); });
  REQUIRE(failure);
  CHECK(failure->why == "first at f.yaml:1:1");
}

TEST_CASE("large hostile files end quickly") {
  for (const std::string piece :
       {"[", "{", "- ", "? ", "&a ", "!", "\"", "a: ", "*a ", "a:\n ", "{a: ", "|\n", "'", "%", "---\n"}) {
    INFO(piece);
    const auto text = repeated(piece, 20'000);
    failure_of([&] { parse(text); });  // an Error or a tree; never a crash, never a hang
  }
}

TEST_CASE("any bytes give a tree or an Error") {
  std::mt19937 random(7);
  const std::string seed = "project: demo\njobs:\n  t: {command: \"x\", env: {A: 'b'}}\nd: &x [1, *x]\ne: |\n  text\n";
  for (int round = 0; round < 20'000; ++round) {
    auto text = seed;
    for (int change = 0; change < 3; ++change) {
      const auto at = random() % text.size();
      static constexpr std::string_view bytes = "[]{}:,-&*!|>'\"%@`#? \n\t\rabc\\";
      text[at] = bytes[random() % bytes.size()];
    }
    failure_of([&] { parse(text); });
  }
  SUCCEED();
}
