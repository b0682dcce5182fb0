// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/metrics.hpp"

#include "monitoring/reader.hpp"
#include "support/catch.hpp"

#include <cmath>

using namespace aifactory::monitoring;

TEST_CASE("CSV: columns are curves") {
  const auto metrics =
      read_csv("epoch,step,loss,phase,acc\r\n1,10,0.5,train,\r\n1,20,nan,\"a, b\",0.75\r\n", "log.csv");
  CHECK(metrics.complaints.empty());
  REQUIRE(metrics.series.size() == 2);
  CHECK(metrics.series[0].name == "acc");
  REQUIRE(metrics.series[0].points.size() == 1);
  CHECK(metrics.series[0].points[0].step == 20);
  CHECK(metrics.series[1].name == "loss");
  CHECK(metrics.series[1].source == "log.csv");
  REQUIRE(metrics.series[1].points.size() == 2);
  CHECK(std::isnan(metrics.series[1].points[1].value));
}

TEST_CASE("CSV: without a step the row counts") {
  const auto metrics = read_csv("loss\n3\n\n2\n", "m");
  REQUIRE(metrics.series.at(0).points.size() == 2);
  CHECK(metrics.series[0].points[1].step == 2);
}

TEST_CASE("CSV: other separators, time, a mark in front") {
  const auto metrics = read_csv("\xEF\xBB\xBFtime;loss\n1700000000;1\n2026-11-20T15:16:17Z;2\n", "m");
  REQUIRE(metrics.series.size() == 1);
  CHECK(metrics.series[0].points.at(0).time.value_or(0) == 1700000000);
  CHECK(metrics.series[0].points.at(1).time.value_or(0) == 1795187777);
  CHECK(read_csv("a\tb\n1\t2\n", "m").series.size() == 2);
}

TEST_CASE("CSV: quotes") {
  const auto metrics = read_csv("\"my \"\"loss\"\", total\",note\n1,\"two\nlines\"\n2,\"\"\n", "m");
  CHECK(metrics.complaints.empty());
  REQUIRE(metrics.series.size() == 1);
  CHECK(metrics.series[0].name == "my \"loss\", total");
  CHECK(metrics.series[0].points.size() == 2);
}

TEST_CASE("CSV: a name that comes twice") {
  const auto metrics = read_csv("loss,loss\n1,2\n", "m");
  REQUIRE(metrics.series.size() == 2);
  CHECK(metrics.series[1].name == "loss (column 2)");
}

TEST_CASE("CSV: a last line without its end is not there yet") {
  const auto reader = make_csv_reader("m");
  reader->feed("step,loss\n1,0.5\n2,0.2");
  reader->settle();
  CHECK(reader->metrics().series.at(0).points.size() == 1);
  reader->feed("5\n");
  REQUIRE(reader->metrics().series.at(0).points.size() == 2);
  CHECK(reader->metrics().series.at(0).points[1].value == 0.25);
  CHECK(reader->take().complaints.empty());
}

TEST_CASE("CSV: rows that do not fit") {
  const auto metrics = read_csv("a,b\n1\n2,3\n4,5,6\n", "m");
  REQUIRE(metrics.complaints.size() == 1);
  CHECK(metrics.complaints[0].text == "line 2 has 1 fields, the header has 2 (and 1 more)");
  CHECK(metrics.series.at(0).points.size() == 3);
  CHECK(metrics.series.at(1).points.size() == 2);
}

TEST_CASE("CSV: nothing and nonsense") {
  using namespace std::string_literals;
  CHECK(read_csv("", "m").series.empty());
  CHECK(read_csv("\n\n", "m").series.empty());
  CHECK(read_csv("a,b\n", "m").series.empty());
  CHECK(read_csv("a,b\n\0\xFF,\x1b\n"s, "m").series.empty());
  CHECK(read_csv(",,\n1,2,3\n", "m").series.empty());
}

TEST_CASE("CSV: a quote that never closes costs a bounded amount") {
  std::string text = "a\n1\n\"";
  for (int i = 0; i < 300'000; ++i)
    text += "x = 1\n";
  text += "2\n";
  const auto metrics = read_csv(text, "m");
  CHECK(metrics.complaints.size() == 1);
  CHECK(metrics.series.at(0).points.size() >= 2);
}

TEST_CASE("CSV: room is made for what the file is known to hold, and not for what it promises") {
  std::string text = "loss\n";
  for (int row = 0; row < 140'000; ++row)
    text += "1\n";
  for (const bool lies : {false, true}) {
    const auto reader = make_csv_reader("m");
    reader->expect(lies ? std::uint64_t{1} << 40 : text.size());
    for (std::size_t at = 0; at < text.size(); at += 4096)
      reader->feed(std::string_view(text).substr(at, 4096));
    const auto metrics = reader->take();
    REQUIRE(metrics.series.at(0).points.size() == 140'000);
    CHECK(metrics.series[0].points.capacity() < (lies ? 1'100'000 : 160'000));
  }
}
