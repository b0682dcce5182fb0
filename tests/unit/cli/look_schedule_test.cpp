// SPDX-License-Identifier: Apache-2.0
#include "cli/look_schedule.hpp"

#include "support/catch.hpp"

#include <set>
#include <vector>

using namespace aifactory;
using namespace aifactory::cli;

namespace {

/// The seconds at which it asks, of a minute-wise pause; `hints` are the seconds at which a hint comes.
std::vector<int> looks(const std::set<int>& hints, int seconds) {
  LookSchedule schedule;
  std::vector<int> asked;
  for (int second = 0; second <= seconds; ++second) {
    const LookSchedule::Moment now{Seconds{second + 1000}};
    if (hints.contains(second)) schedule.hint();
    if (!schedule.is_due(now)) continue;
    asked.push_back(second);
    schedule.asked(now, Seconds{60});
  }
  return asked;
}

}  // namespace

TEST_CASE("watching a run: without hints as often as usual") {
  CHECK(looks({}, 180) == std::vector<int>{0, 60, 120, 180});
}

TEST_CASE("watching a run: a hint is followed at once, and then for half a minute") {
  CHECK(looks({70}, 200) == std::vector<int>{0, 60, 70, 72, 76, 84, 100, 160});
}

TEST_CASE("watching a run: a thousand hints cost little, and none is forgotten") {
  std::set<int> hints;
  for (int second = 0; second < 3600; ++second)
    hints.insert(second);
  const auto asked = looks(hints, 3600 + 200);
  CHECK(asked.size() < 200);
  CHECK(looks({10, 11}, 20) == std::vector<int>{0, 10, 12, 14, 16, 20});
}
