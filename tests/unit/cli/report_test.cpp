// SPDX-License-Identifier: Apache-2.0
#include "cli/report.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "cli/metrics_choice.hpp"
#include "cli/metrics_push.hpp"
#include "cli/metrics_view.hpp"
#include "cli/records/metrics_record.hpp"
#include "support/catch.hpp"

#include <cmath>

using namespace aifactory;
using namespace aifactory::cli;

namespace {

RunNumbers hostile_run(const std::string& name = "train-7f3k") {
  RunNumbers numbers{.run = {}};
  numbers.run.name = name;
  numbers.run.job = "<img src=x onerror=alert(1)>";
  numbers.run.site = "lab";
  numbers.run.state = scheduler::State::completed;
  numbers.run.elapsed = Seconds{3600};
  numbers.run.gpus = 4;
  numbers.run.datasets = {{"a|b", "\"><script>x</script>"}};
  numbers.metrics.training.series = {
      {.name = "loss", .source = "m.jsonl", .points = {{1, 100.0, 4}, {2, 110.0, NAN}, {3, 120.0, 2}}},
      {.name = "train/<b>", .source = "m.jsonl", .points = {{1, {}, 1}}}};
  numbers.metrics.nodes.series = {
      {.name = "gpu0_busy_percent", .source = "n1", .points = {{0, 100.0, 50}, {10, 110.0, 80}}}};
  numbers.usage.steps = {{.step = "40", .values = {{"energy_joules", 3.6e6}}}};
  return numbers;
}

}  // namespace

TEST_CASE("report: one page, hostile names are text, the numbers are there") {
  RunReport report{.numbers = hostile_run(), .efficiency = {}, .emission = {200, "a test"}};
  report.efficiency = efficiency_of(report.numbers);
  report.gpu_hours = 4;
  report.site_units = 80;
  report.unit = "core-h";
  report.log_tail = "end </pre><script>alert(2)</script>\x1b[2J";
  const std::string page = report_page(report);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find('\x1b') == std::string::npos);
  CHECK(page.find("src=\"") == std::string::npos);
  CHECK(page.find("href=") == std::string::npos);
  CHECK(page.find("1 kWh") != std::string::npos);
  CHECK(page.find("about 0.2 kg CO2e, at 200 g/kWh: a test") != std::string::npos);
  CHECK(page.find("80.0 core-h, as the site counts GPU hours") != std::string::npos);
  CHECK(report_json(report)["site_units"] == 80);
  CHECK(page.find("<svg") != std::string::npos);
  CHECK(report_json(report)["co2e_kilograms"] == 0.2);
  report.numbers.missing = {"Slurm's accounts do not answer"};
  report.numbers.metrics.training.complaints = {{"tb/x", "is damaged"}};
  CHECK(report_json(report)["missing"].dump().find(R"("Slurm's accounts do not answer")") != std::string::npos);
  CHECK(report_json(report)["missing"].back() == "tb/x: is damaged");
}

TEST_CASE("report: sums by month and job") {
  std::vector<job::Run> runs;
  for (const auto* started : {"2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"}) {
    job::Run run;
    run.name = std::string("r") + started;
    run.job = "a|b";
    run.site = runs.size() == 2 ? "south" : "north";
    run.started = parse_time(started);
    run.elapsed = Seconds{1800};
    run.gpus = 2;
    run.state = runs.size() == 2 ? scheduler::State::failed : scheduler::State::completed;
    runs.push_back(run);
  }
  const Emissions emissions{{"north", {100, "a test"}}, {"south", {300, "another"}}};
  std::map<std::string, RunUse> uses;
  uses[runs[0].name] = use_of(runs[0], {});
  uses[runs[1].name] = use_of(runs[1], monitoring::AccountUse{1800, 3600, 1800 * 40, 3.6e6});
  uses[runs[2].name] = use_of(runs[2], {});
  uses[runs[2].name].energy_joules = 7.2e6;
  uses[runs[2].name].gpus_only = true;
  const auto sums = sum_runs(runs, uses, emissions);
  REQUIRE(sums.size() == 2);
  CHECK(sums[0].month == "2026-10");
  CHECK_FALSE(sums[0].energy_joules);
  CHECK(sums[1].runs == 2);
  CHECK(sums[1].gpu_hours == 2);
  CHECK(sums[1].energy_joules == 10.8e6);
  CHECK(sums[1].co2e_kilograms == Approx(0.1 + 0.6));
  const ProjectReport report{.project = "p", .sums = sums, .emissions = emissions, .missing = {"a <b>"}};
  const auto text = project_markdown(report);
  CHECK(text.find("| 2026-11 | a\\|b | 2 | 1 completed, 1 failed | 1.00 | 20.00 | 2.00 | 3* |") != std::string::npos);
  CHECK(text.find("| 2026-10 | a\\|b | 1 | 1 completed | 0.50 | - | 1.00 | - |") != std::string::npos);
  CHECK(text.find("in which it started") != std::string::npos);
  CHECK(text.find("GPUs alone") != std::string::npos);
  CHECK(text.find("about 0.7 kg CO2e") != std::string::npos);
  CHECK(text.find("south: 300 g/kWh, another") != std::string::npos);
  CHECK(project_json(report)["total"]["runs"] == 3);
  CHECK(project_json(report)["total"]["co2e_kilograms"] == Approx(0.7));
  CHECK(project_json(report)["co2e_factors"][1]["source"] == "another");
  CHECK(project_page(report).find("0.7 kg") != std::string::npos);
  CHECK(project_json({.project = "none", .sums = {}, .emissions = {}, .missing = {}})["total"]["runs"] == 0);
}

TEST_CASE("metrics: curves are chosen by pattern, and drawn by run") {
  const std::vector<RunNumbers> runs{hostile_run("a"), hostile_run("b")};
  CHECK(choose_series(runs, {}).size() == 6);
  CHECK(choose_series(runs, {"lo*,gpu*"}).size() == 4);
  CHECK(choose_series(runs, {"train*"}).size() == 2);
  CHECK_THROWS_AS(choose_series(runs, {"los"}), Error);
  const auto groups = by_name(choose_series(runs, {"loss"}));
  REQUIRE(groups.size() == 1);
  const auto drawing = make_drawing(groups[0], {.x = Axis::time});
  REQUIRE(drawing.curves.size() == 2);
  CHECK(drawing.curves[1].name == "b");
  CHECK(drawing.x_title == "seconds since the start");
  CHECK(drawing.curves[0].x == std::vector<double>{0, 10, 20});
}

TEST_CASE("metrics: smoothing is without the bias of the start, and passes over NaN") {
  const auto values = smoothed({{1, {}, 4}, {2, {}, NAN}, {3, {}, 2}}, 0.5);
  CHECK(values[0] == 4);
  CHECK(std::isnan(values[1]));
  CHECK(values[2] == Approx(8.0 / 3));
}

TEST_CASE("metrics: what many nodes do is a line for each thing, not for each node") {
  RunNumbers numbers = hostile_run();
  numbers.metrics.training.series.clear();
  numbers.metrics.nodes.series.clear();
  for (int node = 1; node <= 16; ++node)
    numbers.metrics.nodes.series.push_back({.name = "gpu0_busy_percent",
                                            .source = "n" + std::to_string(node),
                                            .points = {{0, 100.0, 40.0 + node}, {9, 109.0, 40.0 + node}}});
  const std::vector<RunNumbers> runs{numbers};
  const output::Stream stream{.columns = 100};
  const auto many = draw_metrics(stream, runs, choose_series(runs, {}), {});
  CHECK(many.find("gpu0_busy  16 nodes  mean 48 %  max 56 %  (41 % on n1 to 56 % on n16)\n") != std::string::npos);
  CHECK(many.find("n2 ") == std::string::npos);
  auto few_runs = runs;
  few_runs[0].metrics.nodes.series.resize(2);
  const auto few = draw_metrics(stream, few_runs, choose_series(few_runs, {}), {});
  CHECK(few.find("n2 gpu0_busy") != std::string::npos);
}

TEST_CASE("metrics: on a narrow terminal numbers go before sparklines, and no line is broken") {
  RunNumbers numbers = hostile_run();
  numbers.metrics.training.series.clear();
  numbers.metrics.nodes.series = {{.name = "node_disk_write_bytes_per_second", .source = "n1", .points = {}}};
  for (int i = 0; i < 40; ++i)
    numbers.metrics.nodes.series[0].points.push_back({double(i), 100.0 + i, 1e8 * i});
  numbers.usage.steps = {{.step = "40",
                          .values = {{"elapsed_seconds", 100},
                                     {"cpu_seconds", 390},
                                     {"allocated_cpu_seconds", 400},
                                     {"used_memory_bytes", 1e9},
                                     {"energy_joules", 3.6e6}}}};
  const std::vector<RunNumbers> runs{numbers};
  for (const std::size_t columns : {50u, 60u, 80u}) {
    const auto text = draw_metrics({.columns = columns}, runs, choose_series(runs, {}), {});
    CHECK(text.find("mean 1.82 GiB/s  max 3.63 GiB/s\n") != std::string::npos);
    CHECK((text.find("▁") != std::string::npos) == (columns >= 60));
    for (const auto& line : split_lines(text))
      CHECK(display_width(line) <= columns);
    CHECK(text.find("energy 1 kWh") != std::string::npos);
  }
}

TEST_CASE("metrics: a redrawn view fits, with what stands below the plots") {
  const std::vector<RunNumbers> runs{hostile_run()};
  const auto chosen = choose_series(runs, {});
  for (const std::size_t rows : {26u, 34u, 60u}) {
    const auto text = draw_metrics({}, runs, chosen, {.rows_in_all = rows});
    CHECK(static_cast<std::size_t>(std::ranges::count(text, '\n')) <= rows - 2);
    CHECK(text.find("gpu0_busy") != std::string::npos);
  }
}

TEST_CASE("metrics: over time, a curve without times says so") {
  std::vector<RunNumbers> runs{hostile_run()};
  for (auto& point : runs[0].metrics.training.series[0].points)
    point.time = {};
  const auto text = draw_metrics({}, runs, choose_series(runs, {"loss"}), {.curves = {.x = Axis::time}});
  CHECK(text.starts_with("loss  its points carry no times; it can be drawn over --x step\n"));
}

TEST_CASE("metrics: lines of points") {
  const auto numbers = hostile_run();
  const ChosenSeries loss{&numbers.run, &numbers.metrics.training.series[0], false};
  CHECK(point_lines(loss, 1, output::Format::csv) ==
        "train-7f3k,loss,m.jsonl,2,110,NaN\ntrain-7f3k,loss,m.jsonl,3,120,2\n");
  CHECK(point_lines(loss, 2, output::Format::table) == "train-7f3k\tloss\t3\t2\n");
  CHECK(point_lines(loss, 1, output::Format::jsonl).find("\"value\":null") != std::string::npos);
  const std::string text = open_metrics_text(std::span(&numbers, 1));
  CHECK(text.find("aifactory_gpu_busy_ratio{run=\"train-7f3k\",job_name=\"<img src=x "
                  "onerror=alert(1)>\",site=\"lab\",node=\"n1\",gpu=\"0\"} 0.8\n") != std::string::npos);
  CHECK(text.ends_with("# EOF\n"));
}

TEST_CASE("mlflow: batches within the limits, names as it takes them") {
  RunNumbers numbers = hostile_run();
  auto& points = numbers.metrics.training.series[0].points;
  points.clear();
  for (int i = 0; i < 2500; ++i)
    points.push_back({static_cast<double>(i), 100.0 + i, i % 500 == 7 ? INFINITY : 1.5});
  std::size_t left_out = 0;
  const auto batches = mlflow_batches("id", numbers, left_out);
  CHECK(left_out == 5);
  std::size_t count = 0;
  for (const auto& batch : batches) {
    CHECK(batch["metrics"].size() <= 1000);
    CHECK(batch["run_id"] == "id");
    count += batch["metrics"].size();
  }
  CHECK(count == 2495 + 1 + 2);
  CHECK(batches[0]["metrics"][0]["timestamp"] == 100'000);
  CHECK(mlflow_key("train/<b>") == "train/_b_");
  CHECK(mlflow_key(std::string(400, 'x')).size() == 250);
  CHECK(mlflow_key("/a//b/./../c/") == "_/a/_/b/_/__/c/_");
  CHECK(mlflow_key(std::string(249, 'x') + "/y") == std::string(249, 'x') + "_");
}
