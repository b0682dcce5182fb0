// SPDX-License-Identifier: Apache-2.0
#include "monitoring/checksum.hpp"
#include "monitoring/reader.hpp"
#include "support/catch.hpp"
#include "support/framed_files.hpp"

#include <fmt/format.h>

#include <cmath>
#include <random>

using namespace aifactory::monitoring;
using aifactory::test::event_record;
using aifactory::test::little_endian_bytes;
using aifactory::test::MessageBuilder;

namespace {

std::string event(std::int64_t step, const std::string& value) {
  return event_record(MessageBuilder{}
                          .real(1, 1.5e9 + static_cast<double>(step))
                          .number(2, static_cast<std::uint64_t>(step))
                          .text(5, MessageBuilder{}.text(1, value)));
}

std::string scalar(std::int64_t step, std::string_view tag, float value) {
  return event(step, MessageBuilder{}.text(1, tag).real(2, value));
}

std::string tensor(std::int64_t step, std::string_view tag, const std::string& content) {
  return event(step, MessageBuilder{}.text(1, tag).text(8, content));
}

std::string version() {
  return event_record(MessageBuilder{}.real(1, 1.5e9).text(3, "brain.Event:2"));
}

Metrics read(std::string_view bytes) {
  const auto reader = make_event_file_reader("events");
  reader->feed(bytes);
  return reader->take();
}

}  // namespace

TEST_CASE("checksums: published values") {
  CHECK(crc32c("123456789") == 0xE3069283);
  CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AA);  // RFC 3720, B.4
  CHECK(crc32("123456789") == 0xCBF43926);
  CHECK(crc32("6789", crc32("12345")) == 0xCBF43926);
}

TEST_CASE("event file: scalars with step and time") {
  const auto metrics = read(version() + scalar(0, "loss", 2.5F) + scalar(0, "acc", 0.5F) + scalar(10, "loss", 1.25F));
  CHECK(metrics.complaints.empty());
  REQUIRE(metrics.series.size() == 2);
  CHECK(metrics.series[0].name == "acc");
  const auto& loss = metrics.series[1];
  CHECK(loss.source == "events");
  REQUIRE(loss.points.size() == 2);
  CHECK(loss.points[1].step == 10);
  CHECK(loss.points[1].value == 1.25);
  CHECK(loss.points[1].time.value_or(0) == 1.5e9 + 10);
}

TEST_CASE("event file: the tensors of TensorFlow 2") {
  const std::string packed_float = little_endian_bytes(std::bit_cast<std::uint32_t>(0.75F), 4);
  struct Case {
    std::string tensor;
    double value;
  };
  const auto float_type = MessageBuilder{}.number(1, 1);
  for (const auto& [content, value] :
       {Case{MessageBuilder{float_type}.text(4, packed_float), 0.75},
        Case{MessageBuilder{float_type}.text(5, packed_float), 0.75},
        Case{MessageBuilder{float_type}.real(5, 0.75F), 0.75},
        Case{MessageBuilder{}.number(1, 2).real(6, 1e-300), 1e-300},
        Case{MessageBuilder{}.number(1, 2).text(4, little_endian_bytes(std::bit_cast<std::uint64_t>(-2.0), 8)), -2},
        Case{MessageBuilder{}.number(1, 3).number(7, static_cast<std::uint64_t>(-7)), -7},
        Case{MessageBuilder{}.number(1, 9).text(10, std::string("\x96\x01")), 150},
        Case{MessageBuilder{}.number(1, 19).number(13, 0x3C00), 1},
        Case{MessageBuilder{}.number(1, 19).number(13, 0x8001), -std::ldexp(1, -24)},
        Case{MessageBuilder{}.number(1, 14).text(4, std::string("\x80\x3F", 2)), 1}}) {
    const auto metrics = read(tensor(1, "loss", content));
    CHECK(metrics.complaints.empty());
    REQUIRE(metrics.series.size() == 1);
    CHECK(metrics.series[0].points.at(0).value == value);
  }
}

TEST_CASE("event file: what is no scalar is passed over") {
  const auto text = MessageBuilder{}.number(1, 7).text(8, "hello");
  const auto two = MessageBuilder{}.number(1, 1).text(4, std::string(8, 'x'));
  const auto packed_two = MessageBuilder{}.number(1, 9).text(10, std::string("\x01\x02"));
  const auto metrics = read(tensor(1, "text", text) + tensor(1, "histogram", two) + tensor(1, "list", packed_two) +
                            event(1, MessageBuilder{}.text(1, "picture").text(4, "png")) + scalar(1, "loss", NAN));
  CHECK(metrics.complaints.empty());
  REQUIRE(metrics.series.size() == 1);
  CHECK(std::isnan(metrics.series[0].points.at(0).value));
}

TEST_CASE("event file: in pieces of any size as in one") {
  const auto bytes = version() + scalar(1, "loss", 2) + scalar(2, "loss", 1) + scalar(3, "loss", 0.5F);
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    const auto reader = make_event_file_reader("events");
    for (std::size_t at = 0; at < bytes.size(); at += size)
      reader->feed(std::string_view(bytes).substr(at, size));
    const auto metrics = reader->take();
    CHECK(metrics.complaints.empty());
    REQUIRE(metrics.series.at(0).points.size() == 3);
  }
}

TEST_CASE("event file: cut anywhere, the whole records count") {
  const auto first = version() + scalar(1, "loss", 2);
  const auto bytes = first + scalar(2, "loss", 1);
  for (std::size_t cut = first.size() + 1; cut < bytes.size(); ++cut) {
    const auto metrics = read(std::string_view(bytes).substr(0, cut));
    REQUIRE(metrics.series.at(0).points.size() == 1);
    REQUIRE(metrics.complaints.size() == 1);
    CHECK(metrics.complaints[0].text == "ends within a record: cut off, or still being written");
  }
}

TEST_CASE("event file: one damaged byte costs a record or the rest, never the beginning") {
  const auto first = version() + scalar(1, "loss", 2);
  const auto damaged = scalar(2, "loss", 1);
  const auto last = scalar(3, "loss", 0.5F);
  for (std::size_t at = 0; at < damaged.size(); ++at) {
    auto bytes = first + damaged + last;
    bytes[first.size() + at] = static_cast<char>(bytes[first.size() + at] ^ 0x10);
    const auto metrics = read(bytes);
    CHECK(metrics.complaints.size() == 1);
    REQUIRE(metrics.series.size() == 1);
    CHECK(metrics.series[0].points.size() == (at < 12 ? 1 : 2));
    if (at >= 12)
      CHECK(metrics.complaints[0].text.find(fmt::format("at byte {} is", first.size())) != std::string::npos);
  }
}

TEST_CASE("event file: hostile lengths") {
  for (const std::uint64_t size : {std::uint64_t{1} << 40, UINT64_MAX, UINT64_MAX - 10}) {
    const auto length = little_endian_bytes(size, 8);
    const auto reader = make_event_file_reader("events");
    reader->feed(scalar(1, "loss", 2) + length + little_endian_bytes(masked_crc32c(length), 4));
    for (int i = 0; i < 100; ++i)
      reader->feed(std::string(1 << 16, 'x'));
    const auto metrics = reader->take();
    CHECK(metrics.series.at(0).points.size() == 1);
    CHECK(metrics.complaints.size() == 1);
  }
}

TEST_CASE("event file: a large picture is passed over, what follows counts") {
  const auto bytes = event_record(std::string(20 << 20, 'x')) + scalar(1, "loss", 2);
  const auto reader = make_event_file_reader("events");
  for (std::size_t at = 0; at < bytes.size(); at += 100'000)
    reader->feed(std::string_view(bytes).substr(at, 100'000));
  const auto metrics = reader->take();
  CHECK(metrics.complaints.empty());
  CHECK(metrics.series.at(0).points.size() == 1);
}

TEST_CASE("event file: nonsense of every kind ends well") {
  std::mt19937 random{7};
  const auto good = version() + scalar(1, "loss", 2) + tensor(2, "x", MessageBuilder{}.number(1, 1).real(5, 0.5F));
  for (int round = 0; round < 2000; ++round) {
    std::string data = good.substr(12, random() % 60);
    for (auto& c : data) {
      if (random() % 4 == 0) c = static_cast<char>(random());
    }
    const auto metrics = read(event_record(data) + scalar(1, "after", 1));
    CHECK(metrics.series.size() >= 1);
  }
  CHECK(read("").series.empty());
  CHECK(read("not an event file at all").complaints.size() == 1);
}
