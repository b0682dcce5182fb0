// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/metrics.hpp"

#include "monitoring/reader.hpp"
#include "support/catch.hpp"

#include <cmath>

using namespace aifactory::monitoring;

namespace {

const Series& named(const Metrics& metrics, std::string_view name) {
  for (const auto& series : metrics.series) {
    if (series.name == name) return series;
  }
  FAIL("no curve " << name);
  return metrics.series.front();
}

}  // namespace

TEST_CASE("JSON Lines: each number is a curve over the step") {
  const auto metrics = read_json_lines(
      "{\"step\": 10, \"loss\": 0.5, \"time\": 1700000000.5, \"note\": \"x\", \"done\": false, \"none\": null}\r\n"
      "\n"
      "{\"loss\": 0.25, \"val\": {\"loss\": 1, \"deep\": {\"er\": 2}}, \"list\": [1, 2], \"step\": 20, \"epoch\": 2}\n",
      "m.jsonl");
  CHECK(metrics.complaints.empty());
  REQUIRE(metrics.series.size() == 3);
  CHECK(metrics.series[0].name == "loss");
  CHECK(metrics.series[1].name == "val/deep/er");
  CHECK(metrics.series[2].name == "val/loss");
  const auto& loss = metrics.series[0];
  CHECK(loss.source == "m.jsonl");
  REQUIRE(loss.points.size() == 2);
  CHECK(loss.points[0].step == 10);
  CHECK(loss.points[0].value == 0.5);
  CHECK(loss.points[0].time.value_or(0) == 1700000000.5);
  CHECK(loss.points[1].step == 20);
  CHECK_FALSE(loss.points[1].time);
}

TEST_CASE("JSON Lines: the x axis") {
  struct Case {
    const char* line;
    double step;
  };
  for (const auto& [line, step] :
       {Case{R"({"v": 1})", 1}, Case{R"({"epoch": 3, "v": 1})", 3}, Case{R"({"step": 7, "epoch": 3, "v": 1})", 7},
        Case{R"({"epoch": 3, "global_step": 9, "v": 1})", 9}, Case{R"({"iteration": 4, "v": 1})", 4},
        Case{R"({"step": NaN, "v": 1})", 1}, Case{R"({"step": "two", "v": 1})", 1},
        Case{R"({"step": -5, "v": 1})", -5}}) {
    INFO(line);
    const auto metrics = read_json_lines(line, "m");
    REQUIRE(metrics.series.size() == 1);
    CHECK(metrics.series[0].points.at(0).step == step);
  }
}

TEST_CASE("JSON Lines: time in words") {
  const auto metrics = read_json_lines(R"({"timestamp": "2026-11-20T15:16:17Z", "v": 1})", "m");
  CHECK(named(metrics, "v").points[0].time.value_or(0) == 1795187777);
}

TEST_CASE("JSON Lines: a diverging training") {
  const auto metrics =
      read_json_lines("{\"loss\": NaN}\n{\"loss\": Infinity}\n{\"loss\": -Infinity}\n{\"loss\": 1e999}\n", "m");
  CHECK(metrics.complaints.empty());
  const auto& points = named(metrics, "loss").points;
  REQUIRE(points.size() == 4);
  CHECK(std::isnan(points[0].value));
  CHECK(points[1].value == std::numeric_limits<double>::infinity());
  CHECK(points[2].value == -std::numeric_limits<double>::infinity());
  CHECK(points[3].value == std::numeric_limits<double>::infinity());
}

TEST_CASE("JSON Lines: broken lines are told, the rest is used") {
  const auto metrics =
      read_json_lines("{\"loss\": 1}\nTraceback (most recent call last):\n[1]\n{\"loss\": 2}\n7\n", "m");
  CHECK(named(metrics, "loss").points.size() == 2);
  REQUIRE(metrics.complaints.size() == 1);
  CHECK(metrics.complaints[0].source == "m");
  CHECK(metrics.complaints[0].text == "line 2 is not a JSON object (and 2 more)");
}

TEST_CASE("JSON Lines: the values of a line that breaks off do not count") {
  const auto metrics = read_json_lines("{\"loss\": 1, \"acc\": \n{\"loss\": 2}\n", "m");
  REQUIRE(metrics.series.size() == 1);
  CHECK(named(metrics, "loss").points.size() == 1);
}

TEST_CASE("JSON Lines: nothing, or nothing yet") {
  CHECK(read_json_lines("", "m").series.empty());
  const auto partial = read_json_lines("{\"loss\": 1}\n{\"loss\": 0.", "m");
  CHECK(partial.complaints.empty());
  CHECK(named(partial, "loss").points.size() == 1);
  const auto whole = read_json_lines("{\"loss\": 1}\n{\"loss\": 0.5}", "m");
  CHECK(named(whole, "loss").points.size() == 2);
}

TEST_CASE("JSON Lines: hostile names and bytes") {
  using namespace std::string_literals;
  const auto metrics = read_json_lines("{\"\\u001b[31mred\": 1}\n{\"a\xFFz\": 1}\n{\"n\0l\": 1}\n\0\0\0\n"s, "m");
  for (const auto& series : metrics.series) {
    for (const char c : series.name)
      CHECK((c >= 0x20 && c < 0x7F));
  }
  CHECK(metrics.complaints.size() == 1);
  std::string long_name = "{\"" + std::string(100'000, 'x') + "\": 1}\n";
  CHECK(read_json_lines(long_name, "m").series.at(0).name.size() <= 256);
}

TEST_CASE("JSON Lines: ever new names are bounded") {
  std::string text;
  for (int i = 0; i < 10'100; ++i)
    text += "{\"v" + std::to_string(i) + "\": 1}\n";
  const auto metrics = read_json_lines(text, "m");
  CHECK(metrics.series.size() == 10'000);
  CHECK(metrics.complaints.size() == 1);
}

TEST_CASE("JSON Lines: a mark in front of UTF-8") {
  CHECK(read_json_lines("\xEF\xBB\xBF{\"v\": 1}\n", "m").series.size() == 1);
}

TEST_CASE("JSON Lines: in pieces as in one") {
  const std::string text = "{\"step\": 1, \"v\": 1}\r\n{\"step\": 2, \"v\": 2}\nnonsense\n{\"step\": 3, \"v\": 3}";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const auto reader = make_json_lines_reader("m");
    reader->feed(text.substr(0, cut));
    reader->settle();
    reader->feed(text.substr(cut));
    reader->settle();
    reader->settle();
    reader->feed("\n{\"step\": 4, \"v\": 4}\n");
    const auto metrics = reader->metrics();
    REQUIRE(metrics.series.size() == 1);
    REQUIRE(metrics.series[0].points.size() == 4);
    CHECK(metrics.series[0].points[3].step == 4);
    CHECK(metrics.complaints.at(0).text == "line 3 is not a JSON object");
  }
}
