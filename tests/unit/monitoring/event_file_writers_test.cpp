// SPDX-License-Identifier: Apache-2.0
// Files that the usual writers wrote (tests/data/tensorboard), against what TensorBoard reads in them.
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/monitoring/metrics.hpp"

#include "flaky_host.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <map>
#include <string>

using namespace aifactory;
using namespace aifactory::monitoring;

namespace {

const std::string recorded = std::string(AIFACTORY_SOURCE_DIR) + "/tests/data/tensorboard";

struct Reading {
  double time = 0, value = 0;
  bool operator==(const Reading& other) const {
    const bool same = value == other.value && std::signbit(value) == std::signbit(other.value);
    return time == other.time && (same || (std::isnan(value) && std::isnan(other.value)));
  }
};
/// By "FILE|TAG|STEP".
using Readings = std::map<std::string, Reading>;

Readings expected() {
  Readings readings;
  for (const auto& line : split_lines(read_file(recorded + "/expected.txt"))) {
    const auto words = split(line, '|');
    REQUIRE(words.size() == 5);
    readings[words[0] + "|" + words[1] + "|" + words[2]] = {std::stod(words[3]),
                                                            std::strtod(words[4].c_str(), nullptr)};
  }
  return readings;
}

Readings found_in(const Metrics& metrics) {
  Readings readings;
  for (const auto& series : metrics.series)
    for (const auto& point : series.points)
      readings[series.source + "|" + series.name + "|" + std::to_string(static_cast<long long>(point.step))] = {
          point.time.value_or(0), point.value};
  return readings;
}

}  // namespace

TEST_CASE("event files of PyTorch, tensorboardX and TensorFlow 2 read as TensorBoard reads them") {
  test::FlakyHost host;
  const auto metrics = collect(host, recorded, {"torch", "tensorboardX", "tensorflow2"});
  CHECK(metrics.complaints.empty());
  const auto wanted = expected();
  REQUIRE(wanted.size() == 99);
  const auto found = found_in(metrics);
  for (const auto& [key, reading] : wanted) {
    INFO(key);
    REQUIRE(found.contains(key));
    CHECK(found.at(key) == reading);
  }
  CHECK(found.size() == wanted.size());
}
