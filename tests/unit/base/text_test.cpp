// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace aifactory;
using namespace std::string_literals;

namespace {

std::string encode(const std::string& text) {
  return base64(std::as_bytes(std::span(text)));
}

}  // namespace

TEST_CASE("split keeps empty pieces") {
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(split(",a,,b,", ',') == std::vector<std::string>{"", "a", "", "b", ""});
  CHECK(split("a\0b"s, '\0') == std::vector<std::string>{"a", "b"});
}

TEST_CASE("split_lines takes LF and CR LF, and no line behind the last newline") {
  CHECK(split_lines("").empty());
  CHECK(split_lines("\n") == std::vector<std::string>{""});
  CHECK(split_lines("a\r\nb\n\nc") == std::vector<std::string>{"a", "b", "", "c"});
  CHECK(split_lines("a\rb\r\r\n") == std::vector<std::string>{"a\rb\r"});
}

TEST_CASE("join") {
  CHECK(join({}, ", ").empty());
  CHECK(join(std::vector<std::string>{"", "a", ""}, ",") == ",a,");
}

TEST_CASE("trim and to_lower know ASCII only") {
  CHECK(trim(" \t\r\n").empty());
  CHECK(trim("  a b\v\f ") == "a b");
  CHECK(trim("\u00a0a") == "\u00a0a");
  CHECK(to_lower("ÄBC-Z") == "Äbc-z");
}

TEST_CASE("base64 has the vectors of RFC 4648") {
  CHECK(encode("").empty());
  CHECK(encode("f") == "Zg==");
  CHECK(encode("fo") == "Zm8=");
  CHECK(encode("foo") == "Zm9v");
  CHECK(encode("foobar") == "Zm9vYmFy");
  CHECK(encode("\xff\xfe\0"s) == "//4A");
}

TEST_CASE("closest finds a slip of the finger and nothing farther") {
  const std::vector<std::string> names = {"dataset", "job", "site", "account", "a", "MareNostrum"};
  CHECK(closest("datset", names) == "dataset");
  CHECK(closest("dtaaset", names) == "dataset");
  CHECK(closest("jbo", names) == "job");
  CHECK(closest("SITE", names) == "site");
  CHECK(closest("marenostrum", names) == "MareNostrum");
  CHECK_FALSE(closest("transfer", names));
  CHECK_FALSE(closest("", names));
  CHECK_FALSE(closest("x", names));
  CHECK_FALSE(closest("jab", std::vector<std::string>{}));
  CHECK_FALSE(closest(std::string(1'000'000, 'a'), names));
  CHECK(did_you_mean("jobs", names) == " (did you mean 'job'?)");
  CHECK(did_you_mean("zebra", names).empty());
}
