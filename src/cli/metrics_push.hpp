// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/run_numbers.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::cli {

/// Gives the latest numbers of each run to a Prometheus Pushgateway, in a group of its own (job "aifactory", run NAME),
/// in place of those it had there. Errors: those of http::send() and http::require_ok().
void push_to_gateway(const std::string& url, std::span<const RunNumbers> runs);

/// What was written to an MLflow tracking server.
struct MlflowCount {
  std::size_t runs = 0, metrics = 0;
  std::size_t left_out = 0;  ///< NaN and infinities, which its REST API cannot take
};
/// Each run becomes a run of the experiment named like the project, found again by its tag "aifactory.run": pushing
/// twice adds nothing twice. The token is that of $MLFLOW_TRACKING_TOKEN. Errors: as above; protocol.
MlflowCount push_to_mlflow(const std::string& url, const std::string& experiment, std::span<const RunNumbers> runs);

/// Bodies of runs/log-batch, each within the API's limit of 1000 metrics. Pure.
std::vector<nlohmann::ordered_json> mlflow_batches(const std::string& run_id, const RunNumbers& numbers,
                                                   std::size_t& left_out);
/// The name as MLflow takes it: letters, digits, "_", "-", ".", blank and "/", at most 250. Pure.
std::string mlflow_key(std::string_view name);

}  // namespace aifactory::cli
