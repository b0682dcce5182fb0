// SPDX-License-Identifier: Apache-2.0
#include "monitoring/checksum.hpp"
#include "monitoring/reader.hpp"
#include "support/catch.hpp"
#include "support/framed_files.hpp"

#include <cmath>
#include <random>

namespace test = aifactory::test;
using namespace aifactory::monitoring;
using aifactory::test::little_endian_bytes;
using aifactory::test::MessageBuilder;

namespace {

constexpr std::size_t block = test::WandbFile::block;

std::string item(std::string_view key, std::string_view json) {
  return MessageBuilder{}.text(1, key).text(16, json);
}

std::string history(std::uint64_t step, const std::vector<std::string>& items) {
  MessageBuilder message;
  for (const auto& each : items)
    message.text(1, each);
  message.text(2, MessageBuilder{}.number(1, step));
  return MessageBuilder{}.number(1, 1).text(2, message);
}

Metrics read(std::string_view bytes) {
  const auto reader = make_wandb_reader("run.wandb");
  reader->feed(bytes);
  return reader->take();
}

}  // namespace

TEST_CASE("W&B: history over its step") {
  test::WandbFile file;
  file.add(MessageBuilder{}.text(17, "the run record"));
  file.add(history(5, {item("loss", "0.5"), item("_timestamp", "1700000000.25"), item("_runtime", "3"),
                       item("_step", "5"), item("note", "\"text\"")}));
  file.add(history(6, {item("loss", "NaN"), item("eval", "{\"f1\": 0.75, \"em\": {\"top\": 1}}"),
                       MessageBuilder{}.text(2, "a").text(2, "b").text(16, "7"),
                       item("picture", "{\"_type\": \"image-file\", \"width\": 10}")}));
  const auto metrics = read(file.bytes);
  CHECK(metrics.complaints.empty());
  REQUIRE(metrics.series.size() == 4);
  CHECK(metrics.series[0].name == "a/b");
  CHECK(metrics.series[1].name == "eval/em/top");
  CHECK(metrics.series[2].name == "eval/f1");
  const auto& loss = metrics.series[3];
  REQUIRE(loss.points.size() == 2);
  CHECK(loss.points[0].step == 5);
  CHECK(loss.points[0].time.value_or(0) == 1700000000.25);
  CHECK(loss.points[1].step == 6);
  CHECK(std::isnan(loss.points[1].value));
}

TEST_CASE("W&B: samples of the machine over seconds") {
  test::WandbFile file;
  for (const std::uint64_t second : {1000U, 1010U}) {
    const auto moment = MessageBuilder{}.number(1, second).number(2, 500'000'000);
    file.add(MessageBuilder{}.text(7, MessageBuilder{}.text(2, moment).text(3, item("gpu.0.gpu", "87"))));
  }
  const auto metrics = read(file.bytes);
  REQUIRE(metrics.series.size() == 1);
  CHECK(metrics.series[0].name == "system/gpu.0.gpu");
  CHECK(metrics.series[0].points.at(1).step == 10);
  CHECK(metrics.series[0].points.at(1).time.value_or(0) == 1010.5);
}

TEST_CASE("W&B: records across blocks, in pieces of any size") {
  test::WandbFile file;
  for (std::uint64_t step = 0; step < 40; ++step) {
    file.add(history(
        step, {item("loss", std::to_string(step)), item("pad", '"' + std::string(step * 6997 % 90'000, 'x') + '"')}));
  }
  for (const std::size_t size : {std::size_t{1} << 30, std::size_t{32768}, std::size_t{1009}, std::size_t{65}}) {
    const auto reader = make_wandb_reader("run.wandb");
    for (std::size_t at = 0; at < file.bytes.size(); at += size)
      reader->feed(std::string_view(file.bytes).substr(at, size));
    const auto metrics = reader->take();
    CHECK(metrics.complaints.empty());
    REQUIRE(metrics.series.size() == 1);
    REQUIRE(metrics.series[0].points.size() == 40);
    CHECK(metrics.series[0].points[39].value == 39);
  }
}

TEST_CASE("W&B: a damaged block costs its records only") {
  test::WandbFile file;
  for (std::uint64_t step = 0; step < 5000; ++step)
    file.add(history(step, {item("loss", "1")}));
  auto bytes = file.bytes;
  bytes[block + 1000] = static_cast<char>(~bytes[block + 1000]);
  const auto metrics = read(bytes);
  CHECK(metrics.complaints.size() == 1);
  const auto left = metrics.series.at(0).points.size();
  CHECK(left < 5000);
  CHECK(left > 3000);
  CHECK(metrics.series[0].points.back().step == 4999);
}

TEST_CASE("W&B: cut, empty, reserved space, or something else") {
  test::WandbFile file;
  file.add(history(1, {item("loss", "1")}));
  const auto whole = file.bytes.size();
  file.add(history(2, {item("loss", "1")}));
  for (auto cut = whole + 1; cut < file.bytes.size(); ++cut) {
    const auto metrics = read(std::string_view(file.bytes).substr(0, cut));
    CHECK(metrics.series.at(0).points.size() == 1);
    CHECK(metrics.complaints.size() == 1);
  }
  CHECK(read("").complaints.empty());
  CHECK(read("PK\3\4 something else").complaints.at(0).text == "is not a W&B run file of a known version");
  auto reserved = file.bytes + std::string(block - file.bytes.size(), '\0');
  CHECK(read(reserved).complaints.empty());
  CHECK(read(reserved).series.at(0).points.size() == 2);
}

TEST_CASE("W&B: nonsense of every kind ends well") {
  std::mt19937 random{11};
  const auto good = history(5, {item("loss", "{\"a\": [1, 2], \"b\": 0.5}"), item("_step", "5")});
  for (int round = 0; round < 2000; ++round) {
    auto data = good;
    for (auto& c : data) {
      if (random() % 8 == 0) c = static_cast<char>(random());
    }
    test::WandbFile file;
    file.add(data);
    file.add(history(6, {item("after", "1")}));
    const auto metrics = read(file.bytes);
    CHECK(metrics.series.back().points.size() >= 1);
  }
}
