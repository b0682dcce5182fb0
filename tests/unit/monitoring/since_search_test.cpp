// SPDX-License-Identifier: Apache-2.0
#include "monitoring/since_search.hpp"

#include "support/catch.hpp"

#include <charconv>

using namespace aifactory;
using namespace aifactory::monitoring;

namespace {

/// A log whose lines begin with seconds, or with none.
struct Bench {
  std::string log;
  int reads = 0;

  std::uint64_t find(std::int64_t since) {
    return find_since({.since = Time{Seconds{since}},
                       .size = log.size(),
                       .read =
                           [this](std::uint64_t start, std::uint64_t count) {
                             ++reads;
                             return std::optional{log.substr(start, count)};
                           },
                       .time_of = [](std::string_view line) -> std::optional<Time> {
                         std::int64_t seconds = 0;
                         const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), seconds);
                         return error == std::errc{} ? std::optional{Time{Seconds{seconds}}} : std::nullopt;
                       }});
  }
};

std::string seconds_from(int first, int last, const std::string& text) {
  std::string log;
  for (int second = first; second <= last; ++second)
    log += std::to_string(second) + text;
  return log;
}

}  // namespace

TEST_CASE("since: the place in a large log is found by halving, and no line is missed") {
  Bench bench{.log = seconds_from(1'000'000, 1'200'000, " a line of a log\n  with a second one\n")};
  for (const int since : {0, 1'000'000, 1'000'061, 1'100'000, 1'199'999, 1'200'000, 2'000'000}) {
    bench.reads = 0;
    const auto place = bench.find(since);
    const auto wanted = std::min(bench.log.find(std::to_string(since) + " "), bench.log.size());
    CHECK(place <= wanted);
    CHECK(wanted - place < 300'000);
    CHECK((place == 0 || bench.log[place - 1] == '\n'));
    CHECK(bench.reads < 10);
  }
}

TEST_CASE("since: lines a minute out of order are not missed") {
  Bench bench{.log = seconds_from(1000, 60'000, " x\n") + seconds_from(59'950, 120'000, " x\n")};
  CHECK(bench.find(59'990) <= bench.log.find("59990 "));
}

TEST_CASE("since: without times it begins at the top, and where they end, before that") {
  Bench plain{.log = std::string(3'000'000, 'x') + "\n"};
  CHECK(plain.find(5) == 0);
  Bench none{.log = ""};
  CHECK(none.find(5) == 0);
  Bench half{.log = seconds_from(1, 300'000, " timed\n") + std::string(1'000'000, '\n')};
  CHECK(half.find(290'000) <= half.log.find("\n290000 "));
}
