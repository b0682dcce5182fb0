// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/monitoring/metrics.hpp"

#include "flaky_host.hpp"
#include "monitoring/collection.hpp"
#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace aifactory;
using namespace aifactory::monitoring;
namespace fs = std::filesystem;

namespace {

struct Bench {
  TemporaryDirectory folder;
  std::string work = (folder.path() / "it's work").string();
  test::FlakyHost host;

  Bench() { fs::create_directory(work); }
  void write(const std::string& name, std::string_view text, std::ios::openmode mode = std::ios::trunc) {
    fs::create_directories((fs::path(work) / name).parent_path());
    std::ofstream(fs::path(work) / name, mode | std::ios::binary) << text;
  }
  void append(const std::string& name, std::string_view text) { write(name, text, std::ios::app); }
  Metrics collect(const std::vector<std::string>& patterns) { return monitoring::collect(host, work, patterns); }
};

std::vector<std::string> sources(const Metrics& metrics) {
  std::vector<std::string> all;
  for (const auto& series : metrics.series)
    all.push_back(series.source);
  return all;
}

std::string listing(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names)
    text += name + '\0';
  return text;
}

std::vector<std::string> selected(const std::vector<std::string>& names, const std::vector<std::string>& patterns) {
  std::vector<std::string> paths;
  for (const auto& file : select_files(listing(names), patterns).files)
    paths.push_back(file.path);
  return paths;
}

}  // namespace

TEST_CASE("collect: files by pattern, in folders, with odd names") {
  Bench bench;
  bench.write("metrics.jsonl", "{\"loss\": 1}\n");
  bench.write("logs/a b's.csv", "loss\n2\n");
  bench.write("logs/deep/-er.jsonl", "{\"loss\": 3}\n");
  bench.write("other.jsonl", "{\"loss\": 4}\n");
  bench.write("logs/readme.txt", "hello");
  using Names = std::vector<std::string>;
  CHECK(sources(bench.collect({"metrics.jsonl"})) == Names{"metrics.jsonl"});
  CHECK(sources(bench.collect({"./logs/"})) == Names{"logs/a b's.csv", "logs/deep/-er.jsonl"});
  CHECK(sources(bench.collect({"logs/**", "*.jsonl"})) ==
        Names{"logs/a b's.csv", "logs/deep/-er.jsonl", "metrics.jsonl", "other.jsonl"});
  CHECK(sources(bench.collect({"."})).size() == 4);
  CHECK(bench.collect({"logs/*.csv"}).series.at(0).points.at(0).value == 2);
  CHECK(bench.collect({"nothing/**", "no.jsonl"}).series.empty());
  CHECK(bench.collect({}).series.empty());
}

TEST_CASE("collect: two commands, however many files") {
  Bench bench;
  for (int i = 0; i < 12; ++i)
    bench.write("m/" + std::to_string(i) + ".jsonl", "{\"v\": " + std::to_string(i) + "}\n");
  const auto metrics = bench.collect({"m"});
  CHECK(metrics.series.size() == 12);
  CHECK(bench.host.started == 2);
}

TEST_CASE("collect: no folder, no file, nothing") {
  Bench bench;
  fs::remove(bench.work);
  CHECK(bench.collect({"metrics.jsonl"}).series.empty());
  CHECK(bench.collect({"metrics.jsonl"}).complaints.empty());
}

TEST_CASE("collect: patterns that lead out") {
  Bench bench;
  for (const auto* bad : {"/etc/passwd", "../x.jsonl", "a/../../x", "", "a\nb"}) {
    CHECK_THROWS_AS(bench.collect({bad}), Error);
  }
  CHECK(bench.host.started == 0);
}

TEST_CASE("collect: links are not followed, special files not opened") {
  Bench bench;
  bench.write("real.jsonl", "{\"v\": 1}\n");
  fs::create_symlink("real.jsonl", fs::path(bench.work) / "link.jsonl");
  REQUIRE(mkfifo((fs::path(bench.work) / "pipe.jsonl").c_str(), 0600) == 0);
  CHECK(sources(bench.collect({"*"})) == std::vector<std::string>{"real.jsonl"});
}

TEST_CASE("collect: a file of a kind that is not read is named when it was asked for by name") {
  Bench bench;
  bench.write("metrics.bin", "x");
  CHECK(bench.collect({"*"}).complaints.empty());
  CHECK(bench.collect({"metrics.bin"}).complaints.at(0).source == "metrics.bin");
}

TEST_CASE("collect: cut at many places, every number once") {
  std::string text;
  for (int i = 0; i < 500; ++i)
    text += "{\"v\": " + std::to_string(i) + "}\n";
  for (std::size_t cut = 0; cut < 2 * text.size(); cut += 1499) {
    Bench bench;
    bench.write("a.jsonl", text);
    bench.write("b.jsonl", text);
    int pauses = 0;
    const Pacing pacing{.sleep = [&pauses](Milliseconds) { ++pauses; }, .random = [] { return 0.5; }};
    Collection collection({bench.host, bench.work, {"*.jsonl"}, pacing});
    bench.host.cuts = {std::nullopt, cut, cut / 2};
    collection.update();
    const auto metrics = collection.take();
    CHECK(pauses >= 1);
    REQUIRE(metrics.series.size() == 2);
    for (const auto& series : metrics.series) {
      REQUIRE(series.points.size() == 500);
      CHECK(series.points.back().value == 499);
    }
    CHECK(metrics.complaints.empty());
  }
}

TEST_CASE("collector: reads on, notices what is new, written anew, or replaced") {
  Bench bench;
  bench.write("m.jsonl", "{\"v\": 1}\n{\"v\": 2}\n{\"v\"");
  Collector collector(bench.host, bench.work, {"**"});
  CHECK(collector.update().series.at(0).points.size() == 2);
  bench.append("m.jsonl", ": 3}\n");
  bench.write("late.csv", "w\n1\n");
  auto metrics = collector.update();
  REQUIRE(metrics.series.size() == 2);
  CHECK(metrics.series[0].points.size() == 3);
  CHECK(collector.update().series.at(0).points.size() == 3);

  bench.write("m.jsonl", "{\"v\": 7}\n");  // shorter
  CHECK(collector.update().series.at(0).points.at(0).value == 7);
  bench.write("m.jsonl", "{\"v\": 8}\n{\"v\": 9}\n");  // longer, the same inode
  metrics = collector.update();
  REQUIRE(metrics.series.at(0).points.size() == 2);
  CHECK(metrics.series[0].points[0].value == 8);
  fs::remove(fs::path(bench.work) / "m.jsonl");
  CHECK(collector.update().series.at(0).points.size() == 2);
  bench.write("new", "");
  bench.write("m.jsonl", "{\"v\": 8}\n{\"v\": 10}\n{\"v\": 11}\n");
  CHECK(std::move(collector).finish().series.at(0).points.size() == 3);
}

TEST_CASE("collect: on a host without stat") {
  Bench bench;
  bench.host.prelude = "stat() { return 1; }\n";
  bench.write("a.jsonl", "{\"v\": 1}\n");
  bench.write("b.jsonl", "{\"v\": 2}\n");
  const auto metrics = bench.collect({"*"});
  REQUIRE(metrics.series.size() == 2);
  CHECK(metrics.series[1].points.at(0).value == 2);
}

TEST_CASE("select: only the latest state of a Trainer") {
  using Names = std::vector<std::string>;
  const Names names{"./out/checkpoint-500/trainer_state.json", "./out/checkpoint-1000/trainer_state.json",
                    "./other/checkpoint-7/trainer_state.json", "./out/m.csv"};
  CHECK(selected(names, {"**"}) ==
        Names{"other/checkpoint-7/trainer_state.json", "out/checkpoint-1000/trainer_state.json", "out/m.csv"});
  auto with_last = names;
  with_last.emplace_back("./out/trainer_state.json");
  CHECK(selected(with_last, {"out"}) == Names{"out/m.csv", "out/trainer_state.json"});
}

TEST_CASE("select: names from the other side") {
  const auto hostile =
      select_files(listing({"./../../etc/x.jsonl", "/etc/x.csv", "./a\nb.jsonl", "./fine.jsonl"}), {"**"});
  REQUIRE(hostile.files.size() == 1);
  CHECK(hostile.files[0].path == "fine.jsonl");
  CHECK(select_files("cut off.jsonl", {"**"}).files.empty());
  CHECK(select_files("", {"**"}).files.empty());
}

TEST_CASE("select: not more than can be read") {
  std::vector<std::string> names;
  for (int i = 0; i < 1500; ++i)
    names.push_back("./" + std::to_string(i) + ".jsonl");
  const auto selection = select_files(listing(names), {"*"});
  CHECK(selection.files.size() == file_count_limit);
  CHECK(selection.complaints.size() == 1);
}

TEST_CASE("formats by name") {
  CHECK(format_of("a/metrics.jsonl") == Format::json_lines);
  CHECK(format_of("x.ndjson") == Format::json_lines);
  CHECK(format_of("x.csv") == Format::csv);
  CHECK(format_of("events.out.tfevents.1585769947.host") == Format::event_file);
  CHECK(format_of("a/run-g9dvvkua.wandb") == Format::wandb);
  CHECK(format_of("trainer_state.json") == Format::trainer_state);
  CHECK(format_of("my_trainer_state.json") == Format::unknown);
  CHECK(format_of("model.txt") == Format::unknown);
}
