// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/message.hpp"

#include "support/catch.hpp"
#include "unit/output/streams.hpp"

#include <nlohmann/json.hpp>

using namespace aifactory;
using namespace aifactory::output;

namespace {

Error sample() {
  Error error{{.kind = ErrorKind::config,
               .what = "there is no key 'gpu'",
               .where = "aifactory.yaml:3:4",
               .why = "one\r\ntwo \x1b[2J",
               .hint = "aifactory config check"}};
  error.add_trail("while reading the project");
  return error;
}

}  // namespace

TEST_CASE("people read an error as what, why, trail, hint") {
  Streams streams;
  print_error(streams.terminal, sample(), Format::table, 78);
  CHECK(streams.result.str().empty());
  CHECK(streams.talk.str() ==
        "error: aifactory.yaml:3:4: there is no key 'gpu'\n"
        "  one\n"
        "  two \\x1b[2J\n"
        "  while reading the project\n"
        "hint: aifactory config check\n");
}

TEST_CASE("an error without reasons is one line") {
  Streams streams;
  print_error(streams.terminal, Error{{.kind = ErrorKind::io, .what = "broken"}}, Format::yaml, 74);
  CHECK(streams.talk.str() == "error: broken\n");
  CHECK(streams.result.str().empty());
}

TEST_CASE("programs get the error as JSON too") {
  for (const Format format : {Format::json, Format::jsonl}) {
    Streams streams;
    print_error(streams.terminal, sample(), format, 78);
    const auto root = nlohmann::json::parse(streams.result.str());
    const auto& error = root.at("error");
    CHECK(error.at("kind") == "config");
    CHECK(error.at("message") == "there is no key 'gpu'");
    CHECK(error.at("where") == "aifactory.yaml:3:4");
    CHECK(error.at("why") == "one\r\ntwo \x1b[2J");
    CHECK(error.at("hint") == "aifactory config check");
    CHECK(error.at("exit_status") == 78);
    const std::string text = streams.result.str();
    const bool one_line = text.find('\n') == text.size() - 1;
    CHECK(one_line == (format == Format::jsonl));
  }
}

TEST_CASE("JSON stays valid and harmless whatever an error says") {
  Streams streams;
  print_error(streams.terminal, Error{{.kind = ErrorKind::io, .what = "\xff \u009b31m \u202e"}}, Format::jsonl, 74);
  CHECK(nlohmann::json::accept(streams.result.str()));
  CHECK(streams.result.str().find("\u009b") == std::string::npos);
  CHECK(streams.talk.str() == "error: \\xff \\u009b31m \\u202e\n");
}
