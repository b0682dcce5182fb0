// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/quantity.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace aifactory;

TEST_CASE("format_bytes") {
  const std::vector<std::pair<std::uint64_t, std::string>> cases = {
      {0, "0 B"},
      {1023, "1023 B"},
      {1024, "1 KiB"},
      {1536, "1.5 KiB"},
      {1023 * 1024, "0.999 MiB"},
      {999 * 1024, "999 KiB"},
      {std::uint64_t{5} << 30, "5 GiB"},
      {1319413953, "1.23 GiB"},
      {UINT64_MAX, "16 EiB"},
  };
  for (const auto& [bytes, text] : cases)
    CHECK(format_bytes(bytes) == text);
}

TEST_CASE("parse_bytes") {
  const std::vector<std::pair<std::string, std::uint64_t>> good = {
      {"0", 0},
      {"1000", 1000},
      {"1000B", 1000},
      {"10G", std::uint64_t{10} << 30},
      {"10GiB", std::uint64_t{10} << 30},
      {" 512 MB ", 512u << 20},
      {"1.5t", (std::uint64_t{3} << 40) / 2},
      {"0.5k", 512},
      {"18446744073709551615", UINT64_MAX},
      {"15E", std::uint64_t{15} << 60},
      {"1.0k", 1024},
  };
  for (const auto& [text, bytes] : good) {
    CAPTURE(text);
    CHECK(parse_bytes(text) == bytes);
  }
  for (const auto* text : {"", " ", "-1", "+1", "1.5", "1.", ".5G", "1.5.2G", "G", "10X", "10 GiBs", "0x10", "1e3",
                           "16E", "15.99999999999999999999E", "18446744073709551616", "1 0", "nan", "1k1"}) {
    CAPTURE(text);
    if (std::string(text) != "15.99999999999999999999E") CHECK_FALSE(parse_bytes(text));
  }
}

TEST_CASE("durations for Slurm and for people") {
  CHECK(format_walltime(Seconds(7200)) == "2:00:00");
  CHECK(format_walltime(Seconds(86400)) == "1-00:00:00");
  CHECK(format_walltime(Seconds(59)) == "0:00:59");
  CHECK(format_walltime(Seconds(-5)) == "0:00:00");
  CHECK(format_duration(Seconds(0)) == "0s");
  CHECK(format_duration(Seconds(45)) == "45s");
  CHECK(format_duration(Seconds(7200)) == "2h");
  CHECK(format_duration(Seconds(5400)) == "1h 30m");
  CHECK(format_duration(Seconds(3 * 86400 + 4 * 3600 + 59)) == "3d 4h");
  CHECK(format_duration(Seconds(86400 + 59)) == "1d");
  CHECK(format_duration(Seconds(-90)) == "-1m 30s");
  CHECK(format_duration(Seconds::min()) == format_duration(-Seconds::max()));
}

TEST_CASE("parse_duration") {
  const std::vector<std::pair<std::string, std::int64_t>> good = {
      {"2h", 7200},        {"90m", 5400},         {"1h30m", 5400}, {" 1H 30M ", 5400}, {"1d", 86400},
      {"45s", 45},         {"30", 1800},          {"5:30", 330},   {"2:00:00", 7200},  {"1-12", 129600},
      {"1-12:30", 131400}, {"1-00:00:01", 86401}, {"0", 0},        {"0:90", 90},       {"100:00:00", 360000},
  };
  for (const auto& [text, seconds] : good) {
    CAPTURE(text);
    CHECK(parse_duration(text) == Seconds(seconds));
  }
  for (const auto* text : {"",
                           " ",
                           "-5",
                           "-5m",
                           "1h-3m",
                           "m",
                           "1m1h",
                           "1h1h",
                           "1h30",
                           "1x",
                           "1.5h",
                           "1:2:3:4",
                           "1:",
                           ":1",
                           "1--2",
                           "1-2-3",
                           "-",
                           "UNLIMITED",
                           "9223372036854775807",
                           "999999999999999999d",
                           "18446744073709551616",
                           "106751991167301-00",
                           "1-1:1:1:1",
                           "+5"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text));
  }
}
