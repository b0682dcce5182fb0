// SPDX-License-Identifier: Apache-2.0
#include "monitoring/reader.hpp"
#include "support/catch.hpp"

#include <cmath>

using namespace aifactory::monitoring;

namespace {

constexpr std::string_view state = R"({
  "best_metric": null, "epoch": 2.0, "global_step": 20, "is_world_process_zero": true,
  "log_history": [
    {"epoch": 1.0, "learning_rate": 5e-05, "loss": 2.5, "step": 10},
    {"epoch": 1.0, "eval_loss": 2.25, "eval_runtime": 1.5, "step": 10},
    {"epoch": 2.0, "loss": NaN, "step": 20},
    {"train_runtime": 33.5, "step": 20}, null
  ],
  "trial_params": null})";

Metrics read(std::string_view text) {
  const auto reader = make_trainer_state_reader("trainer_state.json");
  reader->feed(text);
  reader->settle();
  return reader->metrics();
}

}  // namespace

TEST_CASE("trainer state: the history of Hugging Face's Trainer") {
  const auto metrics = read(state);
  CHECK(metrics.complaints.empty());
  REQUIRE(metrics.series.size() == 5);
  CHECK(metrics.series[0].name == "eval_loss");
  CHECK(metrics.series[0].points.at(0).step == 10);
  CHECK(metrics.series[3].name == "loss");
  REQUIRE(metrics.series[3].points.size() == 2);
  CHECK(std::isnan(metrics.series[3].points[1].value));
  CHECK(metrics.series[3].points[1].step == 20);
}

TEST_CASE("trainer state: half written, empty, something else") {
  const auto half = read(state.substr(0, 300));
  CHECK(half.complaints.size() == 1);
  CHECK(half.series.size() >= 3);
  CHECK(read("").complaints.empty());
  CHECK(read("{}").complaints.size() == 1);
  CHECK(read("[1]").complaints.size() == 1);
  CHECK(read(R"({"log_history": {"loss": 1}})").complaints.size() == 1);
}
