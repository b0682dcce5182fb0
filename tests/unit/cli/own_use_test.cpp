// SPDX-License-Identifier: Apache-2.0
#include "cli/own_use.hpp"

#include "support/catch.hpp"

using namespace aifactory;

TEST_CASE("own use since the site's figure counts GPUs by the hour") {
  const auto at = [](int hours) { return Time(std::chrono::hours(hours)); };
  const auto run = [&](std::optional<Time> started, std::optional<Time> ended) {
    job::Run made;
    made.account = "a";
    made.gpus = 4;
    made.started = started;
    made.ended = ended;
    return made;
  };
  const std::vector<job::Run> runs{run(at(1), at(2)), run(at(9), at(12)), run(at(14), {}), run({}, {})};
  CHECK(cli::own_use(runs, "a", at(10), at(15)) == Approx(12));
  CHECK(cli::own_use(runs, "b", at(10), at(15)) == Approx(0));
}
