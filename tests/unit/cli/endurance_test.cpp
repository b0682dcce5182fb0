// SPDX-License-Identifier: Apache-2.0
#include "cli/endurance.hpp"

#include "aifactory/transport/connection_lost.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace aifactory;
using namespace aifactory::cli;

namespace {

struct Bench {
  std::vector<Milliseconds> pauses;
  std::vector<std::string> told;
  Endurance endurance{{.sleep = [this](Milliseconds pause) { pauses.push_back(pause); }, .random = [] { return 0.5; }},
                      [this](const std::string& text) { told.push_back(text); }};

  /// Is it tried again?
  template <class Thrown>
  bool survives(const Thrown& error, bool advanced = false) {
    try {
      throw error;
    } catch (const Error& caught) {
      try {
        endurance.survive(caught, advanced);
        return true;
      } catch (const Error& ended) {
        end = ended.failure();
        return false;
      }
    }
  }
  Failure end;
};

const transport::ConnectionLost lost{{.kind = ErrorKind::try_again, .what = "the connection to lab was lost"}};
const Error away{{.kind = ErrorKind::unavailable, .what = "cannot reach lab"}};
const Error other{{.kind = ErrorKind::try_again, .what = "the file changes all the time"}};

}  // namespace

TEST_CASE("a lost connection is survived, with longer and longer pauses") {
  Bench bench;
  REQUIRE(bench.survives(lost));
  REQUIRE(bench.survives(away));
  REQUIRE(bench.survives(other));
  CHECK(bench.pauses == std::vector<Milliseconds>{Milliseconds{1000}, Milliseconds{2000}, Milliseconds{4000}});
  CHECK(bench.told.size() == 1);
  REQUIRE(bench.survives(lost, true));
  CHECK(bench.pauses.back() == Milliseconds{1000});
  CHECK(bench.told.size() == 2);
}

TEST_CASE("what is no loss ends a transfer") {
  Bench bench;
  CHECK_FALSE(bench.survives(away));
  CHECK_FALSE(bench.survives(other));
  CHECK_FALSE(bench.survives(Error{{.kind = ErrorKind::interrupted, .what = "interrupted"}}));
  REQUIRE(bench.survives(lost));
  CHECK_FALSE(bench.survives(other, true));
  CHECK_FALSE(bench.survives(Error{{.kind = ErrorKind::io, .what = "the disk is full"}}));
  CHECK(bench.end.what == "the disk is full");
}

TEST_CASE("a login that needs a person ends it as the loss that it was") {
  Bench bench;
  REQUIRE(bench.survives(lost));
  CHECK_FALSE(bench.survives(Error{{.kind = ErrorKind::not_permitted, .what = "'Code:' was asked for"}}));
  CHECK(bench.end.kind == ErrorKind::try_again);
  CHECK(bench.end.what == "the connection to lab was lost");
  CHECK(bench.end.why.find("'Code:'") != std::string::npos);
}

TEST_CASE("a site that stays away is given up") {
  Bench bench;
  REQUIRE(bench.survives(lost));
  int tries = 1;
  while (bench.survives(away) && tries < 1000)
    ++tries;
  CHECK(bench.end.kind == ErrorKind::unavailable);
  Milliseconds waited{0};
  for (const auto pause : bench.pauses)
    waited += pause;
  CHECK(waited >= std::chrono::minutes(10));
  CHECK(waited < std::chrono::minutes(11));
}
