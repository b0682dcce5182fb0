// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/node_use.hpp"

#include "aifactory/base/files.hpp"
#include "aifactory/monitoring/emission.hpp"
#include "aifactory/monitoring/run_metrics.hpp"

#include "flaky_host.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

using namespace aifactory;
using namespace aifactory::monitoring;
namespace fs = std::filesystem;

namespace {

struct Bench {
  TemporaryDirectory folder;
  std::string run = (folder.path() / "it's a run").string();
  test::FlakyHost host;

  Bench() { fs::create_directories(run + "/sampler"); }
  void write(const std::string& name, const std::string& text) { write_file(fs::path(run) / "sampler" / name, text); }
  std::vector<NodeUse> counted() { return read_node_use(host, std::span(&run, 1)).at(0); }
};

std::string look(int step, int time, const std::string& values) {
  return fmt::format("{{\"step\": {}, \"time\": {}, {}}}\n", step, time, values);
}

std::vector<NodeUse> sorted(std::vector<NodeUse> use) {
  std::ranges::sort(use, {}, [](const NodeUse& each) { return std::tie(each.node, each.name); });
  return use;
}

void check_same(const std::vector<NodeUse>& left, const std::vector<NodeUse>& right) {
  REQUIRE(left.size() == right.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    INFO(left[i].node << " " << left[i].name);
    CHECK(left[i].node == right[i].node);
    CHECK(left[i].name == right[i].name);
    CHECK(left[i].count == right[i].count);
    CHECK(left[i].sum == Approx(right[i].sum));
    CHECK(left[i].greatest == right[i].greatest);
    CHECK(left[i].under_low == right[i].under_low);
    CHECK(left[i].over_high == right[i].over_high);
    CHECK(left[i].area == Approx(right[i].area));
  }
}

}  // namespace

TEST_CASE("use of nodes: counted on the site as from the whole files") {
  Bench bench;
  std::string first, second;
  for (int i = 0; i < 50; ++i) {
    first +=
        look(i * 10, 1000 + i * 10, fmt::format("\"gpu0_busy_percent\": {}, \"gpu0_power_watts\": {}.25", i * 2, i));
    first += look(i * 10, 1000 + i * 10, fmt::format("\"gpu11_busy_percent\": {}", 100 - i));
    second += look(i * 10, 1000 + i * 10,
                   fmt::format("\"job_memory_bytes\": {}, \"node_cpu_cores\": 1.5, \"cpu_count\": 8, "
                               "\"node_memory_total_bytes\": 8000",
                               i * 1'000'000'000LL));
  }
  bench.write("n1.jsonl", first);
  bench.write("n2.task3.jsonl", second);
  const auto whole = node_use_of(RunCollector(bench.host, bench.run, {}).update().nodes);
  REQUIRE(whole.size() == 7);
  check_same(sorted(bench.counted()), sorted(whole));
}

TEST_CASE("use of nodes: what lies between two lives of a job is nobody's energy") {
  Bench bench;
  const std::string watts = "\"gpu0_power_watts\": 100";
  bench.write("n1.jsonl", look(0, 1000, watts) + look(10, 1010, watts) + look(0, 9000, watts) + look(5, 9005, watts));
  CHECK(gpu_energy(bench.counted()) == 1500);
  CHECK(gpu_energy(node_use_of(RunCollector(bench.host, bench.run, {}).update().nodes)) == 1500);
}

TEST_CASE("use of nodes: broken lines, odd names and strange files are passed over") {
  Bench bench;
  bench.write("n1.jsonl",
              "{\"step\": 0, \"ti\n" +
                  look(1, 1001, "\"gpu0_busy_percent\": 50, \"gpu0_power_watts\": 1e99, \"job_x y\": 3, \"loss\": 2") +
                  look(2, 1002, "\"gpu0_busy_percent\": \"x\"") +
                  "{\"step\": 3, \"time\": 1003, \"gpu0_busy_percent\": 9");
  bench.write("a b.jsonl", look(1, 1001, "\"gpu0_busy_percent\": 50"));
  bench.write("other.txt", "no");
  const auto use = bench.counted();
  REQUIRE(use.size() == 1);
  CHECK(use[0].node == "n1");
  CHECK(use[0].count == 1);
  CHECK(use[0].sum == 50);
}

TEST_CASE("use of nodes: several runs in one command, also those without samples") {
  Bench bench;
  bench.write("n1.jsonl", look(1, 1001, "\"gpu0_busy_percent\": 50"));
  const std::vector<std::string> folders{"/nowhere", bench.run, "/nowhere/else"};
  const auto all = read_node_use(bench.host, folders);
  REQUIRE(all.size() == 3);
  CHECK(all[0].empty());
  CHECK(all[1].size() == 1);
  CHECK(all[2].empty());
  CHECK(bench.host.started == 1);
}

TEST_CASE("emission: by country, with year and source, else of the European Union") {
  CHECK(grid_emission("ES").grams_per_kwh == Approx(146.15));
  CHECK(grid_emission("FI").source.find("Finland in 2024 (Ember") != std::string::npos);
  for (const auto* unknown : {"", "XX", "es"}) {
    CHECK(grid_emission(unknown).grams_per_kwh == Approx(213.02));
    CHECK(grid_emission(unknown).source.find("the European Union") != std::string::npos);
  }
}
