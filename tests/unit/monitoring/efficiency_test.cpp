// SPDX-License-Identifier: Apache-2.0
#include "aifactory/monitoring/efficiency.hpp"

#include "support/catch.hpp"

#include <functional>

using namespace aifactory;
using namespace aifactory::monitoring;

namespace {

constexpr double gib = 1024.0 * 1024 * 1024;

Series series(const std::string& name, const std::vector<double>& values, const std::string& node = "n1") {
  Series made{.name = name, .source = node, .points = {}};
  for (const double value : values) {
    const auto at = static_cast<double>(made.points.size()) * 10;
    made.points.push_back({.step = at, .time = 1000 + at, .value = value});
  }
  return made;
}

RunFacts facts_with(std::vector<Series> all, int gpus) {
  RunFacts facts{.gpus = gpus, .elapsed = Seconds{3600}};
  facts.nodes = node_use_of({.series = std::move(all), .complaints = {}});
  return facts;
}

StepUsage job(std::map<std::string, double, std::less<>> values) {
  return {.step = "40", .values = std::move(values)};
}

struct Row {
  const char* name;
  RunFacts facts;
  std::string advice;  ///< part of one; empty: there is none
};

RunFacts idle_three() {
  return facts_with({series("gpu0_busy_percent", {90, 95}), series("gpu1_busy_percent", {0, 0}),
                     series("gpu2_busy_percent", {0, 1}), series("gpu3_busy_percent", {0, 0})},
                    4);
}

RunFacts starved() {
  auto facts = facts_with({series("gpu0_busy_percent", {30, 35, 25, 31})}, 1);
  facts.slurm = {job({{"elapsed_seconds", 3600},
                      {"allocated_cpus", 20},
                      {"cpu_seconds", 3600 * 19.5},
                      {"allocated_cpu_seconds", 72000}})};
  return facts;
}

RunFacts memory(double peak, double given) {
  auto facts = facts_with({}, 0);
  facts.slurm = {job({{"allocated_memory_bytes", given * gib}}),
                 {.step = "40.batch", .values = {{"used_memory_bytes", peak * gib}}}};
  return facts;
}

RunFacts few_cores() {
  auto facts = facts_with({}, 0);
  facts.slurm = {
      job({{"elapsed_seconds", 100}, {"allocated_cpus", 40}, {"cpu_seconds", 310}, {"allocated_cpu_seconds", 4000}})};
  return facts;
}

RunFacts short_run() {
  auto facts = idle_three();
  facts.elapsed = Seconds{20};
  return facts;
}

RunFacts quick() {
  return {.elapsed = Seconds{300}, .time_limit = Seconds{7200}, .ended_well = true};
}

}  // namespace

TEST_CASE("advice: a table") {
  const Row rows[] = {
      {"three idle", idle_three(), "3 of 4 GPUs idle"},
      {"all idle", facts_with({series("gpu0_busy_percent", {0, 0})}, 1), "all 1 GPUs idle"},
      {"busy", facts_with({series("gpu0_busy_percent", {90, 95})}, 1), ""},
      {"starved", starved(), "data loading starves the GPUs: they are busy 30 %, the 20 cores 98 %"},
      {"in turns", facts_with({series("gpu0_busy_percent", {0, 100, 0, 100, 0, 100})}, 1), "the GPUs work in turns"},
      {"low", facts_with({series("gpu0_busy_percent", {30, 30, 30})}, 1), "the GPUs are busy 30 %"},
      {"small batch",
       facts_with({series("gpu0_busy_percent", {90}), series("gpu0_memory_bytes", {12 * gib}),
                   series("gpu0_memory_total_bytes", {64 * gib})},
                  1),
       "GPU memory never over 12 GiB of 64 GiB"},
      {"memory unused", memory(12, 480), "memory never over 12 GiB of 480 GiB"},
      {"memory tight", memory(63, 64), "a little more and the job is killed"},
      {"memory well used", memory(40, 64), ""},
      {"few cores", few_cores(), "3.1 of 40 cores used: ask for 4"},
      {"too short to judge", short_run(), ""},
      {"long limit", quick(), "it took 5m of 2h"},
      {"nothing known", {}, ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    const Efficiency found = judge(row.facts);
    std::string all;
    for (const auto& advice : found.advice)
      all += advice + "\n";
    INFO(all);
    if (row.advice.empty())
      CHECK(found.advice.empty());
    else
      CHECK(all.find(row.advice) != std::string::npos);
  }
}

TEST_CASE("efficiency: what nobody measured is named") {
  const Efficiency nothing = judge({.gpus = 4});
  REQUIRE(nothing.missing.size() == 4);
  CHECK(nothing.missing[0].find("sampler wrote nothing") != std::string::npos);
  CHECK_FALSE(nothing.gpu_percent.has_value());
  CHECK(judge(facts_with({series("node_cpu_cores", {1})}, 1)).missing[0].find("neither nvidia-smi") !=
        std::string::npos);
}

TEST_CASE("efficiency: several nodes, NaN, Slurm's and the sampler's numbers") {
  auto facts = facts_with({series("job_memory_bytes", {1 * gib, 3 * gib}, "n1"),
                           series("job_memory_bytes", {2 * gib}, "n2"), series("gpu0_busy_percent", {NAN, 50}, "n1"),
                           series("gpu0_busy_percent", {100}, "n2"), series("gpu1_busy_percent", {NAN}, "n2")},
                          2);
  const Efficiency found = judge(facts);
  CHECK(found.memory_peak == 5 * gib);
  CHECK(found.gpus_seen == 2);
  CHECK(found.gpu_percent == 75);
}

TEST_CASE("efficiency: on a machine without a batch system, of all that it has, and nothing to ask for") {
  auto facts =
      facts_with({series("job_cpu_cores", {1, 1}), series("cpu_count", {8}),
                  series("job_memory_bytes", {1 * gib, 3 * gib}), series("node_memory_total_bytes", {64 * gib})},
                 0);
  facts.whole_nodes = true;
  const Efficiency found = judge(facts);
  CHECK(found.cpu_cores_used == 1);
  CHECK(found.cpu_cores == 8);
  CHECK(found.memory_peak == 3 * gib);
  CHECK(found.memory == 64 * gib);
  CHECK(found.advice.empty());
}

TEST_CASE("efficiency: of an array, what one task has and uses") {
  auto facts = facts_with(
      {series("gpu0_busy_percent", {90}, "n1.task0"), series("gpu1_busy_percent", {0}, "n1.task0"),
       series("gpu0_busy_percent", {90}, "n1.task1"), series("gpu1_busy_percent", {0}, "n1.task1"),
       series("job_memory_bytes", {17 * gib}, "n1.task0"), series("job_memory_bytes", {18 * gib}, "n1.task1")},
      2);
  for (const auto* task : {"40_0", "40_1"})
    facts.slurm.push_back({.step = task,
                           .values = {{"elapsed_seconds", 100},
                                      {"allocated_cpus", 4},
                                      {"cpu_seconds", 390},
                                      {"allocated_cpu_seconds", 400},
                                      {"energy_joules", 1000},
                                      {"allocated_memory_bytes", 20 * gib}}});
  const Efficiency found = judge(facts);
  CHECK(found.cpu_cores_used == 3.9);
  CHECK(found.cpu_cores == 4);
  CHECK(found.memory_peak == 18 * gib);
  CHECK(found.memory == 20 * gib);
  CHECK(found.energy_joules == 2000);
  REQUIRE(found.advice.size() == 1);
  CHECK(found.advice[0] == "2 of 4 GPUs idle (busy under 5 %): ask for 1 a task, or start a process for each");
}

TEST_CASE("energy: counters of Slurm before the power of GPUs") {
  auto facts = facts_with({series("gpu0_power_watts", {100, 300, 300})}, 1);
  CHECK(judge(facts).energy_joules == 5000);  // 10 s at 200 W on average, 10 s at 300 W
  CHECK(judge(facts).energy_source.find("GPUs alone") != std::string::npos);
  facts.slurm = {job({{"energy_joules", 7.2e6}})};
  CHECK(judge(facts).energy_joules == 7.2e6);
  facts.slurm = {job({{"energy_joules", 0}})};
  CHECK(judge(facts).energy_joules == 5000);
  CHECK_FALSE(gpu_energy({}).has_value());
}

TEST_CASE("slurm usage: sacct and sstat in one answer") {
  const auto usage = read_slurm_usage_answer(
      "noise\n@sacct 0\nJobID|ElapsedRaw|AllocTRES|MaxRSS\n40|100|cpu=4,mem=8G|\n40.batch|100|cpu=4,mem=8G|\n"
      "@sstat 0\nJobID|NTasks|MaxRSS\n40.batch|1|512M\n");
  REQUIRE(usage.steps.size() == 2);
  CHECK(usage.steps[0].values.at("allocated_cpus") == 4);
  CHECK(usage.steps[1].values.at("max_rss_bytes") == 512.0 * 1024 * 1024);
  CHECK(usage.missing.empty());
}

TEST_CASE("slurm usage: an accounting database that is down is named") {
  const auto usage = read_slurm_usage_answer(
      "@sacct 1\nsacct: error: Sending PersistInit msg: Connection refused\nsacct: error: Problem talking to the "
      "database: "
      "Connection refused\n@sstat 0\nJobID|MaxRSS\n40.batch|1G\n");
  REQUIRE(usage.missing.size() == 1);
  CHECK(usage.missing[0].find("Problem talking to the database") != std::string::npos);
  REQUIRE(usage.steps.size() == 1);
  CHECK(read_slurm_usage_answer("@sacct 0\nJobID|ElapsedRaw\n@sstat 0\n").missing.at(0).find("do not know") !=
        std::string::npos);
  CHECK(read_slurm_usage_answer("").missing.size() == 1);
  const std::vector<std::string> ids{"40", "46_3", "$(rm -rf /)", "", "a"};
  CHECK(slurm_usage_command(ids).find("-j 40,46_3 ") != std::string::npos);
  CHECK(slurm_usage_command(ids).find("rm -rf") == std::string::npos);
  CHECK(slurm_usage_command({}).empty());
}
