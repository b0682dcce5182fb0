// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"

#include "cli/metrics_push.hpp"
#include "support/catch.hpp"
#include "support/http_server.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <set>

using namespace aifactory;
using namespace aifactory::cli;
using nlohmann::json;

namespace {

/// A tracking server that takes only what the documented REST API takes, and answers 400 INVALID_PARAMETER_VALUE else.
class Tracking {
 public:
  std::string answer(const std::string& request) {
    const std::string line = request.substr(0, request.find("\r\n"));
    const std::string body = request.substr(request.find("\r\n\r\n") + 4);
    const std::string prefix = "/api/2.0/mlflow/";
    const auto start = line.find(prefix);
    if (start == std::string::npos) return reply("404 Not Found", {});
    std::string path = line.substr(start + prefix.size());
    path.resize(path.find(' '));
    if (path.starts_with("experiments/get-by-name?experiment_name=")) {
      if (line.substr(0, 4) != "GET ") return bad("method");
      return experiment.empty() ? reply("404 Not Found", {{"error_code", "RESOURCE_DOES_NOT_EXIST"}})
                                : reply("200 OK", {{"experiment", {{"experiment_id", "7"}, {"name", experiment}}}});
    }
    if (line.substr(0, 5) != "POST ") return bad("method");
    const json call = json::parse(body, nullptr, false);
    if (!call.is_object()) return bad("body");
    return post(path, call);
  }

  std::string experiment, status;
  std::map<std::string, std::string> parameters, tags;
  std::size_t metrics = 0;
  int created = 0;

 private:
  static std::string reply(const std::string& status, const json& body) {
    return test::http_answer(status, "Content-Type: application/json\r\n", body.dump());
  }
  static std::string bad(const std::string& what) {
    return reply("400 Bad Request", {{"error_code", "INVALID_PARAMETER_VALUE"}, {"message", what}});
  }
  static bool has_only(const json& call, const std::set<std::string>& known, const std::set<std::string>& needed) {
    for (const auto& [name, value] : call.items())
      if (!known.contains(name)) return false;
    return std::all_of(needed.begin(), needed.end(), [&](const auto& name) { return call.contains(name); });
  }

  std::string post(const std::string& path, const json& call) {
    if (path == "experiments/create") {
      if (!has_only(call, {"name", "artifact_location", "tags"}, {"name"})) return bad(path);
      experiment = call["name"];
      return reply("200 OK", {{"experiment_id", "7"}});
    }
    if (path == "runs/search") {
      if (!has_only(call, {"experiment_ids", "filter", "run_view_type", "max_results", "order_by", "page_token"}, {}) ||
          !call["experiment_ids"].is_array() || call["filter"] != "tags.`aifactory.run` = 'train-7f3k'")
        return bad(path);
      return reply("200 OK", created == 0 ? json::object() : json{{"runs", {{{"info", {{"run_id", "abc"}}}}}}});
    }
    if (path == "runs/create") return create(call);
    if (!call.contains("run_id") || call["run_id"] != "abc") return bad("run_id");
    if (path == "runs/log-batch") return batch(call);
    if (path != "runs/update") return reply("404 Not Found", {});
    const std::set<std::string> states{"RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"};
    if (!has_only(call, {"run_id", "status", "end_time", "run_name"}, {}) || !states.contains(call["status"]) ||
        (call.contains("end_time") && !call["end_time"].is_number_integer()))
      return bad(path);
    status = call["status"];
    return reply("200 OK", {{"run_info", {{"run_id", "abc"}}}});
  }
  std::string create(const json& call) {
    if (!has_only(call, {"experiment_id", "user_id", "run_name", "start_time", "tags"}, {"experiment_id"}) ||
        call["experiment_id"] != "7" || !call["start_time"].is_number_integer() || !call["tags"].is_array())
      return bad("runs/create");
    for (const auto& tag : call["tags"])
      if (!has_only(tag, {"key", "value"}, {"key", "value"}) || !tag["value"].is_string()) return bad("tags");
    ++created;
    return reply("200 OK",
                 {{"run", {{"info", {{"run_id", "abc"}, {"experiment_id", "7"}}}, {"data", json::object()}}}});
  }
  /// Parameters never change; keys and values are as long as every storage takes them.
  bool takes(const json& list, std::map<std::string, std::string>& into, bool may_change) {
    for (const auto& each : list) {
      if (!has_only(each, {"key", "value"}, {"key", "value"}) || !each["value"].is_string()) return false;
      const std::string key = each["key"], value = each["value"];
      if (!is_key(key) || value.size() > 500) return false;
      if (!may_change && into.contains(key) && into[key] != value) return false;
      into[key] = value;
    }
    return list.size() <= 100;
  }
  static bool is_key(const std::string& key) {
    return !key.empty() && key.size() <= 250 &&
           key.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-. /") == key.npos;
  }
  std::string batch(const json& call) {
    if (!has_only(call, {"run_id", "metrics", "params", "tags"}, {}) || call.dump().size() > 1'000'000)
      return bad("log-batch");
    if (!takes(call.value("params", json::array()), parameters, false)) return bad("a parameter cannot change");
    if (!takes(call.value("tags", json::array()), tags, true)) return bad("tags");
    const auto values = call.value("metrics", json::array());
    if (values.size() > 1000) return bad("metrics");
    for (const auto& metric : values) {
      if (!has_only(metric, {"key", "value", "timestamp", "step"}, {"key", "value", "timestamp"}) ||
          !metric["value"].is_number() || !metric["timestamp"].is_number_integer() ||
          !metric["step"].is_number_integer())
        return bad("metric");
      if (!is_key(metric["key"])) return bad("key");
    }
    metrics += values.size();
    return reply("200 OK", json::object());
  }
};

RunNumbers some_run() {
  RunNumbers numbers{.run = {}};
  numbers.run.name = "train-7f3k";
  numbers.run.job = "train";
  numbers.run.state = scheduler::State::completed;
  numbers.run.ended = Time{Seconds{1'700'000'100}};
  numbers.run.nodes = "as01r1b01";
  numbers.run.datasets = {{"corpus", "sha256:abc"}};
  monitoring::Series loss{.name = "loss (val)", .source = "m.jsonl", .points = {}};
  for (int i = 0; i < 1500; ++i)
    loss.points.push_back({static_cast<double>(i), 1.7e9 + i, 1.0 / (i + 1)});
  numbers.metrics.training.series = {loss};
  return numbers;
}

}  // namespace

TEST_CASE("mlflow: a run is written as the API documents it, and found again") {
  Tracking tracking;
  test::HttpServer server([&](const std::string& request) { return tracking.answer(request); });
  const RunNumbers numbers = some_run();
  const MlflowCount count = push_to_mlflow(server.url("/"), "my project", std::span(&numbers, 1));
  CHECK(count.metrics == 1500);
  CHECK(tracking.metrics == 1500);
  CHECK(tracking.status == "FINISHED");
  CHECK(tracking.experiment == "my project");
  CHECK(tracking.parameters.at("dataset corpus") == "sha256:abc");
  RunNumbers again = numbers;
  again.run.nodes = "as01r1b02";
  push_to_mlflow(server.url(""), "my project", std::span(&again, 1));
  CHECK(tracking.created == 1);
  CHECK(tracking.tags.at("aifactory.nodes") == "as01r1b02");
}

TEST_CASE("mlflow: refusals and nonsense are errors with the server's words") {
  const RunNumbers numbers = some_run();
  test::HttpServer refusing([](const std::string&) { return test::http_answer("403 Forbidden", "", "no such user"); });
  CHECK_THROWS_AS(push_to_mlflow(refusing.url(""), "p", std::span(&numbers, 1)), Error);
  test::HttpServer nonsense([](const std::string&) { return test::http_answer("200 OK", "", "<html>"); });
  CHECK_THROWS_AS(push_to_mlflow(nonsense.url(""), "p", std::span(&numbers, 1)), Error);
}

TEST_CASE("push gateway: each run in its group, in the text format") {
  std::string seen;
  test::HttpServer server([&](const std::string& request) {
    seen = request;
    return test::http_answer("200 OK", "", "");
  });
  const RunNumbers numbers = some_run();
  push_to_gateway(server.url("/"), std::span(&numbers, 1));
  CHECK(seen.starts_with("PUT /metrics/job/aifactory/run/train-7f3k HTTP/1.1\r\n"));
  CHECK(seen.find("Content-Type: text/plain; version=0.0.4") != std::string::npos);
  CHECK(seen.find("aifactory_training_value{run=\"train-7f3k\",job_name=\"train\"") != std::string::npos);
}

TEST_CASE("push gateway: its refusal is told once, and a login page is no success") {
  const RunNumbers numbers = some_run();
  test::HttpServer refusing([](const std::string&) { return test::http_answer("400 Bad Request", "", "no \x1b[1m"); });
  try {
    push_to_gateway(refusing.url(""), std::span(&numbers, 1));
    FAIL("it was refused");
  } catch (const Error& error) {
    CHECK(error.failure().what.ends_with("/metrics/job/aifactory/run/train-7f3k: the server answers 400"));
    CHECK(error.failure().why == "no \\x1b[1m");
  }
  test::HttpServer page([](const std::string&) { return test::http_answer("200 OK", "", "<html>log in"); });
  CHECK_THROWS_AS(push_to_gateway(page.url(""), std::span(&numbers, 1)), Error);
}
