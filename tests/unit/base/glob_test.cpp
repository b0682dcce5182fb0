// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/glob.hpp"

#include "support/catch.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace aifactory;

namespace {

using Kind = PatternList::Kind;
using Verdict = PatternList::Verdict;

Verdict judge(const std::vector<std::string>& patterns, std::string_view path, Kind kind = Kind::file) {
  return PatternList(patterns).verdict(path, kind);
}

struct Case {
  const char* pattern;
  const char* path;
  bool expected;
};

}  // namespace

TEST_CASE("matches_glob compares whole paths") {
  const std::vector<Case> cases = {
      {"metrics.jsonl", "metrics.jsonl", true},
      {"metrics.jsonl", "a/metrics.jsonl", false},
      {"*.jsonl", "a.jsonl", true},
      {"*.jsonl", "a/b.jsonl", false},
      {"tb/**", "tb/x", true},
      {"tb/**", "tb/x/y", true},
      {"tb/**", "tb", false},
      {"**/x", "x", true},
      {"**/x", "a/b/x", true},
      {"a/**/b", "a/b", true},
      {"a/**/b", "a/x/y/b", true},
      {"a/**/b", "a/x/y/c", false},
      {"a/**/b/**/c", "a/b/b/x/c", true},
      {"a**b", "axyb", true},
      {"a**b", "a/b", false},
      {"**", "any/thing", true},
      {"*", ".hidden", true},
      {"?", "/", false},
      {"a?c", "abc", true},
      {"a?c", "ac", false},
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"[a-c]x", "bx", true},
      {"[!a-c]x", "bx", false},
      {"[^a-c]x", "dx", true},
      {"[]]", "]", true},
      {"[]-]", "-", true},
      {"[a-]", "-", true},
      {"[[:digit:]x]", "7", true},
      {"[[:digit:]x]", "x", true},
      {"[[:digit:]]", "a", false},
      {"[\\]]", "]", true},
      {"[", "[", false},
      {"[a", "a", false},
      {"\\*", "*", true},
      {"\\*", "a", false},
      {"a\\", "a\\", false},
      {"*a*b*c", "xxaxxbxxc", true},
      {"*a*b*c", "xxaxxcxxb", false},
      {"*.tar.gz", "a.tar.tar.gz", true},
  };
  for (const auto& [pattern, path, expected] : cases) {
    CAPTURE(pattern, path);
    CHECK(matches_glob(pattern, path) == expected);
  }
}

TEST_CASE("matches_glob ends soon on patterns made to run for ever") {
  const auto start = std::chrono::steady_clock::now();
  std::string stars, folders;
  for (int i = 0; i < 200; ++i) {
    stars += "*a";
    folders += "**/a/";
  }
  CHECK_FALSE(matches_glob(stars + "b", std::string(4000, 'a')));
  std::string deep;
  for (int i = 0; i < 1000; ++i)
    deep += "a/";
  CHECK_FALSE(matches_glob(folders + "b", deep + "c"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}

TEST_CASE("a pattern without a slash counts at every depth, others from the root") {
  CHECK(judge({"*.o"}, "a/b/x.o") == Verdict::ignored);
  CHECK(judge({"*.o"}, "x.c") == Verdict::none);
  CHECK(judge({"/x.o"}, "x.o") == Verdict::ignored);
  CHECK(judge({"/x.o"}, "a/x.o") == Verdict::none);
  CHECK(judge({"doc/*.txt"}, "doc/a.txt") == Verdict::ignored);
  CHECK(judge({"doc/*.txt"}, "a/doc/a.txt") == Verdict::none);
  CHECK(judge({"doc/*.txt"}, "doc/a/b.txt") == Verdict::none);
}

TEST_CASE("a slash at the end means folders") {
  CHECK(judge({"build/"}, "a/build", Kind::folder) == Verdict::ignored);
  CHECK(judge({"build/"}, "a/build", Kind::file) == Verdict::none);
  CHECK(judge({"a/build/"}, "a/build", Kind::folder) == Verdict::ignored);
  CHECK(judge({"a/build/"}, "b/a/build", Kind::folder) == Verdict::none);
}

TEST_CASE("the last pattern that fits decides") {
  CHECK(judge({"*.log", "!keep.log"}, "a/keep.log") == Verdict::included);
  CHECK(judge({"!keep.log", "*.log"}, "keep.log") == Verdict::ignored);
  CHECK(judge({"*", "!*.py"}, "train.py") == Verdict::included);
}

TEST_CASE("comments, blanks and escapes") {
  CHECK(judge({"", "   ", "# x", "!"}, "# x") == Verdict::none);
  CHECK(judge({"\\#x"}, "#x") == Verdict::ignored);
  CHECK(judge({"\\!x"}, "!x") == Verdict::ignored);
  CHECK(judge({"x  "}, "x") == Verdict::ignored);
  CHECK(judge({"x\\ "}, "x ") == Verdict::ignored);
  CHECK(judge({"x\\ "}, "x") == Verdict::none);
  CHECK(judge({}, "x") == Verdict::none);
}
