// SPDX-License-Identifier: Apache-2.0
#include "aifactory/scheduler/options.hpp"

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::scheduler;

namespace {

std::vector<std::string> normal(const std::vector<std::string>& words) {
  std::vector<std::string> result;
  for (const auto& option : parse_options(words))
    result.push_back(option.word());
  return result;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("every way to write an option means the same") {
  for (const auto& words : {Words{"-t", "30"}, Words{"-t30"}, Words{"-t 30"}, Words{"--time=30"}, Words{"--time", "30"},
                            Words{"--time 30"}})
    CHECK(normal(words) == Words{"--time=30"});
}

TEST_CASE("options without a value, and values that look odd") {
  CHECK(normal({"--exclusive", "-H", "--exclusive=user"}) == Words{"--exclusive", "--hold", "--exclusive=user"});
  CHECK(normal({"--comment=a b = c", "--export=ALL,A=1"}) == Words{"--comment=a b = c", "--export=ALL,A=1"});
  CHECK(normal({"--wrap="}) == Words{"--wrap="});
  CHECK(normal({}).empty());
}

TEST_CASE("what is no option is refused") {
  for (const auto& words :
       {Words{""}, Words{"-"}, Words{"--"}, Words{"--=3"}, Words{"time"}, Words{"-Z3"}, Words{"--time"},
        Words{"--time", "--exclusive"}, Words{"--exclusive", "rm -rf /"}, Words{std::string("-\0", 2)}})
    CHECK_THROWS_AS(parse_options(words), Error);
}

TEST_CASE("the last option of a name wins") {
  const Words words{"-t1", "--time=2"};
  const auto options = parse_options(words);
  REQUIRE(find_option(options, "time"));
  CHECK(*find_option(options, "time")->value == "2");
  CHECK_FALSE(find_option(options, "qos"));
}

TEST_CASE("tasks of an array") {
  struct Row {
    const char* array;
    std::optional<int> tasks;
  };
  const Row rows[] = {{"0-9", 10},
                      {"0-9%2", 10},
                      {"1,3,8-16:4", 5},
                      {"5", 1},
                      {"0-3999999", 4'000'000},
                      {"", {}},
                      {"a", {}},
                      {"3-1", {}},
                      {"0-9:0", {}},
                      {"0-9%", {}},
                      {"0-9%0", {}},
                      {"-1", {}},
                      {"0-4000000", {}},
                      {"0-99999999999", {}},
                      {"1,,2", {}},
                      {"0-9 ", {}}};
  for (const auto& row : rows) {
    INFO(row.array);
    CHECK(count_array_tasks(row.array) == row.tasks);
  }
}

TEST_CASE("the numbers of its tasks") {
  CHECK(array_tasks("0-2%2") == std::vector{0, 1, 2});
  CHECK(array_tasks("8-16:4,1,9,1") == std::vector{1, 8, 9, 12, 16});
  CHECK_THROWS_AS(array_tasks("x"), Error);
  CHECK_THROWS_AS(array_tasks("0-10000"), Error);
}
