// SPDX-License-Identifier: Apache-2.0
#include "cli/kept_budget.hpp"

#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::cli;

namespace {

KeptBudget kept() {
  KeptBudget kept{.answer = {}, .asked = *parse_time("2026-11-20T15:16:17Z")};
  account::Budget gpu{.account = "ehpc01", .resource = "GPU", .used = 60, .total = 100, .unit = "GPU-h", .gpu_hour = 1};
  gpu.as_of = parse_time("2026-11-19T00:00:00Z");
  account::Budget cpu{.account = "cores", .resource = "CPU", .used = 5, .total = 7, .unit = "core-h"};
  account::Budget open{.account = "open", .resource = "GPU", .used = 5, .unit = "GPU-h", .gpu_hour = 1};
  kept.answer.budgets = {gpu, cpu, open};
  return kept;
}

std::string text_of(const HoursNeeded& need, const std::vector<job::Run>& runs = {}) {
  const auto left = hours_left(*kept_budget_from(to_text(kept())), need, runs);
  return left ? (left->enough ? "" : "! ") + left->text : "-";
}

}  // namespace

TEST_CASE("kept figures say what they leave for a job, with their date") {
  CHECK(text_of({"ehpc01", 40}) == "ehpc01 has about 40 GPU-hours left, by its figures of 2026-11-19");
  CHECK(text_of({"EHPC01", 41}) ==
        "! ehpc01 has about 40 GPU-hours left, by its figures of 2026-11-19; this job may use 41: `aifactory account "
        "budget` asks anew");
  CHECK(text_of({"cores", 1}) == "cores had 2 core-h left on 2026-11-20");
  CHECK(text_of({"ehpc01", 0}) == "-");
  CHECK(text_of({"open", 1}) == "-");
  CHECK(text_of({"other", 1}) == "-");
  CHECK(text_of({}) == "-");
}

TEST_CASE("runs since the figure are taken off, and nothing below none is left") {
  job::Run run;
  run.account = "ehpc01";
  run.gpus = 4;
  run.started = *parse_time("2026-11-18T22:00:00Z");
  run.ended = *parse_time("2026-11-19T05:00:00Z");
  CHECK(text_of({"ehpc01", 20}, {run}).starts_with("ehpc01 has about 20 GPU-hours left"));
  run.gpus = 400;
  CHECK(text_of({"ehpc01", 1}, {run}).starts_with("! ehpc01 has about 0 GPU-hours left"));
}

TEST_CASE("damaged figures are none") {
  const auto good = to_text(kept());
  for (std::size_t size = 0; size + 1 < good.size(); ++size)
    CHECK_FALSE(kept_budget_from(std::string_view(good).substr(0, size)));
  for (const auto* bad : {"[]", "null", "{\"asked\": 5}", "{\"asked\": \"never\", \"budgets\": []}",
                          R"({"asked": "2026-11-20T15:16:17Z", "budgets": [{"account": 1}]})"})
    CHECK_FALSE(kept_budget_from(bad));
}
