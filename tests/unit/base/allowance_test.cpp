// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/allowance.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/interrupt.hpp"

#include "support/catch.hpp"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace aifactory;
using namespace std::chrono_literals;

namespace {

constexpr Pace pace{.at_once = 6, .refill = 20s};
constexpr std::chrono::milliseconds start = 1'000'000'000ms;

}  // namespace

TEST_CASE("an allowance: a burst, then one at a time, each behind the other") {
  Allowance allowance{pace};
  for (int i = 0; i < 6; ++i)
    CHECK(allowance.take(start) == 0ms);
  CHECK(allowance.take(start) == 20s);
  CHECK(allowance.take(start) == 40s);
  CHECK(allowance.take(start + 10s) == 50s);
  allowance.give_back();
  CHECK(allowance.take(start + 20s) == 40s);
  CHECK(allowance.take(start + 1h) == 0ms);
  CHECK(allowance.left() == 5);
  CHECK(allowance.take(start) == 0ms);  // a clock set back
  CHECK(allowance.left() == 4);
  allowance.give_back();
  allowance.give_back();
  allowance.give_back();
  CHECK(allowance.left() == 6);
}

TEST_CASE("an allowance as text, and rubbish instead of it") {
  Allowance allowance{pace};
  for (int i = 0; i < 8; ++i)
    allowance.take(start);
  auto again = Allowance::read(allowance.text(), pace);
  CHECK(again.left() == -2);
  CHECK(again.take(start) == 60s);
  CHECK(again.text().size() == Allowance{pace}.text().size());
  for (const std::string text : {"", "x", "nan 5", "-1001 5", "7 5", "1", "1 -5", "inf 1"}) {
    CAPTURE(text);
    CHECK(Allowance::read(text, pace).left() == 6);
  }
  for (int i = 0; i < 2000; ++i)
    again.take(start);
  CHECK(again.take(start) == 1000 * 20s);
}

TEST_CASE("an allowance that processes share: each token is taken once") {
  const TemporaryDirectory folder;
  const auto file = folder.path() / "site";
  constexpr Pace many{.at_once = 100, .refill = 1s};
  constexpr int processes = 4;
  constexpr int each = 50;
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      int waits = 0;
      for (int take = 0; take < each; ++take)
        waits += take_shared(file, many, start) > 0ms ? 1 : 0;
      ::_exit(waits);
    }
    children.push_back(child);
  }
  int waited = 0;
  for (const auto child : children) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    waited += WEXITSTATUS(status);
  }
  CHECK(waited == 100);
  CHECK(take_shared(file, many, start) == 101s);
  write_file(file, "rubbish that is longer than what stands there otherwise");
  CHECK(take_shared(file, many, start) == 0ms);
  CHECK(Allowance::read(read_file(file), many).left() == 99);
}

TEST_CASE("waiting for one's turn: told before, and given back when interrupted") {
  const TemporaryDirectory folder;
  const auto file = folder.path() / "site";
  std::vector<std::chrono::seconds> told;
  const auto tell = [&](std::chrono::seconds wait) { told.push_back(wait); };
  constexpr Pace slow{.at_once = 1, .refill = 1h};
  await_shared(file, slow, tell);
  CHECK(told.empty());
  const InterruptScope scope;
  ::raise(SIGINT);
  CHECK_THROWS_AS(await_shared(file, slow, tell), Error);
  REQUIRE(told.size() == 1);
  CHECK(told.front() <= 1h);
  CHECK(told.front() > 59min);
  CHECK(Allowance::read(read_file(file), slow).left() >= 0);
}

TEST_CASE("a short wait is not worth a word") {
  const TemporaryDirectory folder;
  const auto tell = [](std::chrono::seconds) { FAIL("told"); };
  constexpr Pace quick{.at_once = 1, .refill = 20ms};
  for (int i = 0; i < 3; ++i)
    await_shared(folder.path() / "site", quick, tell);
}
