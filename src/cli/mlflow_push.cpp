// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/secret.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/http.hpp"

#include "cli/metrics_push.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace aifactory::cli {
namespace {

namespace http = transport::http;
using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t most_metrics = 1000, longest_key = 250, longest_value = 500;

std::int64_t milliseconds(double seconds) {
  return std::llround(seconds * 1000);
}
std::int64_t milliseconds(Time time) {
  return std::chrono::duration_cast<Milliseconds>(time.time_since_epoch()).count();
}

/// One tracking server.
class Mlflow {
 public:
  explicit Mlflow(std::string url) : url_(std::move(url)) {
    while (url_.ends_with('/'))
      url_.pop_back();
    if (const char* token = std::getenv("MLFLOW_TRACKING_TOKEN"); token != nullptr && *token != '\0')
      token_.emplace(Secret(token));
  }

  http::Response call(http::Method method, const std::string& path, const std::string& body) const {
    return http::send({.method = method,
                       .url = url_ + "/api/2.0/mlflow/" + path,
                       .headers = {{"Content-Type", "application/json"}},
                       .body = body,
                       .bearer = token_ ? &*token_ : nullptr});
  }
  json post(const std::string& path, const ordered_json& body) const {
    const auto response = call(http::Method::post, path, body.dump(-1, ' ', false, json::error_handler_t::replace));
    return answer(response, path);
  }
  json answer(const http::Response& response, const std::string& path) const {
    http::require_ok(response, fmt::format("call {} of MLflow at {}", path, http::shown(url_)));
    json parsed = json::parse(response.body.empty() ? "{}" : response.body, nullptr, false);
    if (!parsed.is_object())
      throw Error{{.kind = ErrorKind::protocol,
                   .what = "the answer of " + http::shown(url_) + " is no JSON object",
                   .hint = "is there an MLflow tracking server at this address?"}};
    return parsed;
  }

 private:
  std::string url_;
  std::optional<Secret> token_;
};

std::string text_at(const json& value, const std::string& pointer) {
  const json::json_pointer at(pointer);
  if (value.contains(at) && value.at(at).is_string()) return value.at(at).get<std::string>();
  throw Error{{.kind = ErrorKind::protocol, .what = "the answer of MLflow has no " + pointer}};
}

std::string url_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += std::isalnum(byte) || c == '-' || c == '_' || c == '.' ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string experiment_id(const Mlflow& server, const std::string& name) {
  const std::string path = "experiments/get-by-name?experiment_name=" + url_encoded(name);
  const auto found = server.call(http::Method::get, path, "");
  if (found.status != 404) return text_at(server.answer(found, "experiments/get-by-name"), "/experiment/experiment_id");
  return text_at(server.post("experiments/create", {{"name", name}}), "/experiment_id");
}

std::string mlflow_status(const job::Run& run) {
  if (run.state == scheduler::State::completed) return "FINISHED";
  if (run.state == scheduler::State::cancelled) return "KILLED";
  if (run.state == scheduler::State::pending) return "SCHEDULED";
  return scheduler::is_final(run.state) ? "FAILED" : "RUNNING";
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

ordered_json key_values(const Pairs& pairs) {
  auto list = ordered_json::array();
  for (const auto& [key, value] : pairs)
    if (!value.empty()) list.push_back({{"key", mlflow_key(key)}, {"value", value.substr(0, longest_value)}});
  return list;
}

std::string run_id(const Mlflow& server, const std::string& experiment, const job::Run& run) {
  const json known = server.post("runs/search", {{"experiment_ids", {experiment}},
                                                 {"filter", fmt::format("tags.`aifactory.run` = '{}'", run.name)},
                                                 {"max_results", 1}});
  if (known.contains("runs") && known["runs"].is_array() && !known["runs"].empty())
    return text_at(known, "/runs/0/info/run_id");
  const Pairs tags = {{"aifactory.run", run.name},
                      {"aifactory.site", run.site},
                      {"aifactory.id", run.id},
                      {"mlflow.source.git.commit", run.commit}};
  return text_at(server.post("runs/create", {{"experiment_id", experiment},
                                             {"run_name", run.name},
                                             {"start_time", milliseconds(run.started.value_or(run.created))},
                                             {"tags", key_values(tags)}}),
                 "/run/info/run_id");
}

/// MLflow never lets a parameter change; where a job runs does, when it is put back into the queue.
void log_facts(const Mlflow& server, const std::string& id, const job::Run& run) {
  Pairs parameters = {{"job", run.job}, {"gpus", std::to_string(run.gpus)}};
  for (const auto& [name, fingerprint] : run.datasets)
    parameters.emplace_back("dataset " + name, fingerprint);
  const Pairs tags = {{"aifactory.partition", run.partition}, {"aifactory.nodes", run.nodes}};
  server.post("runs/log-batch", {{"run_id", id}, {"params", key_values(parameters)}, {"tags", key_values(tags)}});
}

class Batches {
 public:
  explicit Batches(std::string run_id) : run_id_(std::move(run_id)) {}

  void add(const std::string& key, const monitoring::Point& point, double fallback_time) {
    if (batches_.empty() || batches_.back()["metrics"].size() == most_metrics)
      batches_.push_back({{"run_id", run_id_}, {"metrics", ordered_json::array()}});
    batches_.back()["metrics"].push_back({{"key", key},
                                          {"value", point.value},
                                          {"timestamp", milliseconds(point.time.value_or(fallback_time))},
                                          {"step", std::llround(point.step)}});
  }
  std::vector<ordered_json> take() { return std::move(batches_); }

 private:
  std::string run_id_;
  std::vector<ordered_json> batches_;
};

}  // namespace

/// A key may become a path in MLflow's store, which refuses what is not in its shortest form ("a//b", "./a", "a/").
std::string mlflow_key(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    const bool good =
        std::isalnum(static_cast<unsigned char>(c)) || std::string_view("_-. /").find(c) != std::string_view::npos;
    plain += good ? c : '_';
  }
  auto parts = split(plain, '/');
  for (auto& part : parts)
    if (part.empty() || part == "." || part == "..") part.assign(std::max<std::size_t>(1, part.size()), '_');
  auto key = join(parts, "/").substr(0, longest_key);
  if (key.ends_with('/')) key.back() = '_';
  return key;
}

std::vector<ordered_json> mlflow_batches(const std::string& id, const RunNumbers& numbers, std::size_t& left_out) {
  Batches batches(id);
  const auto start = static_cast<double>(numbers.run.started.value_or(numbers.run.created).time_since_epoch().count());
  const auto add_all = [&](const monitoring::Metrics& metrics, const std::string& prefix) {
    for (const auto& series : metrics.series)
      for (const auto& point : series.points) {
        if (std::isfinite(point.value) && std::isfinite(point.step))
          batches.add(mlflow_key(prefix.empty() ? series.name : prefix + "/" + series.source + "/" + series.name),
                      point, start);
        else
          ++left_out;
      }
  };
  add_all(numbers.metrics.training, "");
  add_all(numbers.metrics.nodes, "system");
  return batches.take();
}

MlflowCount push_to_mlflow(const std::string& url, const std::string& experiment, std::span<const RunNumbers> runs) {
  const Mlflow server(url);
  const std::string experiment_number = experiment_id(server, experiment);
  MlflowCount count;
  for (const RunNumbers& numbers : runs) {
    const std::string id = run_id(server, experiment_number, numbers.run);
    log_facts(server, id, numbers.run);
    for (const ordered_json& batch : mlflow_batches(id, numbers, count.left_out)) {
      server.post("runs/log-batch", batch);
      count.metrics += batch["metrics"].size();
    }
    ordered_json update = {{"run_id", id}, {"status", mlflow_status(numbers.run)}};
    if (numbers.run.ended) update["end_time"] = milliseconds(*numbers.run.ended);
    server.post("runs/update", update);
    ++count.runs;
  }
  return count;
}

}  // namespace aifactory::cli
