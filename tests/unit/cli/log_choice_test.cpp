// SPDX-License-Identifier: Apache-2.0
#include "cli/log_choice.hpp"

#include "aifactory/base/error.hpp"

#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::cli;

namespace {

job::Run make_run(const std::string& task) {
  job::Run run;
  run.folder = "/r";
  run.stdout_path = "/r/stdout" + task + ".log";
  run.stderr_path = "/r/stderr" + task + ".log";
  return run;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("lists of tasks") {
  const auto list = parse_numbers("0-4, 7", "--task");
  CHECK(list.count() == 6);
  CHECK(list.contains(4));
  CHECK(list.contains(7));
  CHECK_FALSE(list.contains(5));
  for (const char* wrong : {"", "a", "-1", "3-1", "1,,2", "1-2-3", "99999999999", "1.5", "0x3"})
    CHECK_THROWS_AS(parse_numbers(wrong, "--task"), Error);
}

TEST_CASE("the logs of one job, and of an array") {
  const auto one = make_run(""), array = make_run("-%a");
  CHECK(log_paths(one, {}) == Paths{"/r/stdout.log", "/r/stderr.log"});
  CHECK(log_paths(one, {.errors_only = true}) == Paths{"/r/stderr.log"});
  CHECK(log_paths(array, {}) == Paths{"/r/stdout-*.log", "/r/stderr-*.log"});
  LogChoice some{.tasks = parse_numbers("3,5", "--task")};
  CHECK(log_paths(array, some) == Paths{"/r/stdout-3.log", "/r/stdout-5.log", "/r/stderr-3.log", "/r/stderr-5.log"});
  some.tasks = parse_numbers("0-99999999", "--task");
  CHECK(log_paths(array, some).size() == 2);
  CHECK(is_mixed(array, {}));
  CHECK_FALSE(is_mixed(array, {.tasks = parse_numbers("3", "--task")}));
  CHECK_FALSE(is_mixed(one, {}));
  auto joined = one;
  joined.stderr_path = joined.stdout_path;
  CHECK(log_paths(joined, {}).size() == 1);
}

TEST_CASE("whose log a file is") {
  const auto one = make_run(""), array = make_run("-%a");
  CHECK(log_key(one, {}, "/r/stderr.log") == LogKey{.stream = LogKey::Stream::err});
  CHECK(log_key(array, {}, "/r/stdout-12.log") == LogKey{.task = 12});
  CHECK_FALSE(log_key(array, {.errors_only = true}, "/r/stdout-12.log"));
  CHECK_FALSE(log_key(array, {.tasks = parse_numbers("3", "--task")}, "/r/stdout-12.log"));
  for (const char* other : {"/r/stdout-x.log", "/r/stdout-.log", "/r/stdout-1", "/x/stdout-1.log", "stdout-1.log",
                            "/r/stdout--1.log", "/r/stdout-4294967294.log"})
    CHECK_FALSE(log_key(array, {}, other));
  const LogChoice ranks{.ranks = parse_numbers("0-7", "--rank")};
  CHECK(log_paths(one, ranks) == Paths{"/r/rank-*.log"});
  CHECK(log_key(one, ranks, "/r/rank-3.step-1.log") == LogKey{.rank = 3, .step = 1});
  CHECK(log_key(array, ranks, "/r/rank-3.step-0.task-9.log") == LogKey{.task = 9, .rank = 3, .step = 0});
  CHECK(log_key(one, ranks, "/r/rank-3.step-0.restart-2.log") == LogKey{.rank = 3, .step = 0});
  for (const char* other :
       {"/r/rank-8.step-0.log", "/r/rank-3.log", "/r/rank-x.step-0.log", "/r/sub/rank-1.step-0.log"})
    CHECK_FALSE(log_key(one, ranks, other));
}

TEST_CASE("order and labels of logs") {
  const LogKey out{.task = 3}, err{.stream = LogKey::Stream::err, .task = 3}, next{.task = 4};
  CHECK(log_place(out) < log_place(err));
  CHECK(log_place(err) < log_place(next));
  CHECK(log_place({.task = 3, .rank = 1, .step = 0}) < log_place({.task = 3, .rank = 0, .step = 1}));
  CHECK(log_label(out) == "3");
  CHECK(log_label({.rank = 2, .step = 0}) == "rank 2");
  CHECK(log_label({.task = 3, .rank = 0, .step = 1}) == "3 step 1 rank 0");
  CHECK(log_label({}) == "out");
}
