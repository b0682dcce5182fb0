// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/quantity.hpp"

#include "support/catch.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace aifactory;

namespace {

const Time sample{Seconds(1795187777)};

}  // namespace

TEST_CASE("moments are written and read as RFC 3339") {
  CHECK(format_time(sample) == "2026-11-20T15:16:17Z");
  CHECK(format_time(Time{}) == "1970-01-01T00:00:00Z");
  CHECK(format_time(Time{Seconds(-1)}) == "1969-12-31T23:59:59Z");
  for (const auto* text : {"2026-11-20T15:16:17Z", "2026-11-20t15:16:17z", "2026-11-20 15:16:17", "2026-11-20T15:16:17",
                           "2026-11-20T15:16:17.123456Z", "2026-11-20T16:16:17+01:00", "2026-11-20T09:46:17-05:30",
                           " 2026-11-20T15:16:17Z\n"}) {
    CAPTURE(text);
    CHECK(parse_time(text) == sample);
  }
  CHECK(parse_time(format_time(now())) == now());
}

TEST_CASE("what is no moment is not read") {
  for (const auto* text :
       {"", "Unknown", "N/A", "None", "2026-11-20", "2026-11-20T15:16", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-00-10T00:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T15:60:00Z", "2026-11-20T15:16:61Z",
        "2026-11-20T15:16:17.Z", "2026-11-20T15:16:17+1:00", "2026-11-20T15:16:17+25:00", "2026-11-20T15:16:17Zx",
        "+2026-11-20T15:16:17Z", "2026-11-20T15:16:17+01:0"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time(text));
  }
  CHECK(parse_time("2028-02-29T00:00:00Z"));
  CHECK(parse_time("0000-01-01T00:00:00Z"));
  CHECK(parse_time("9999-12-31T23:59:60Z"));
}

TEST_CASE("relative_time") {
  const std::vector<std::pair<std::int64_t, std::string>> cases = {
      {0, "now"},           {-1, "1 second ago"},       {-59, "59 seconds ago"},      {-180, "3 minutes ago"},
      {7200, "in 2 hours"}, {-86400 * 3, "3 days ago"}, {-86400 * 45, "1 month ago"}, {-86400 * 800, "2 years ago"},
      {61, "in 1 minute"},
  };
  for (const auto& [ahead, text] : cases)
    CHECK(relative_time(sample + Seconds(ahead), sample) == text);
}
