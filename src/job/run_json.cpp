// SPDX-License-Identifier: Apache-2.0
#include "job/run_json.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <nlohmann/json.hpp>

namespace aifactory::job {

namespace {

using nlohmann::json;

// Paths and names of the other side may be no UTF-8; what JSON cannot hold is shown as U+FFFD.
std::string dump(const json& object) {
  return object.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

scheduler::State state_named(std::string_view name) {
  for (int number = 0; number <= static_cast<int>(scheduler::State::unknown); ++number)
    if (const auto state = static_cast<scheduler::State>(number); scheduler::name_of(state) == name) return state;
  return scheduler::State::unknown;
}

/// Moves one member after the other between a Run and JSON, in either direction; what is empty is left out.
class Writer {
 public:
  template <class Value>
  void operator()(const char* key, const Value& value) {
    if constexpr (requires { value.empty(); })
      if (value.empty()) return;
    object_[key] = value;
  }
  void operator()(const char* key, scheduler::State state) { object_[key] = scheduler::name_of(state); }
  void operator()(const char* key, Time time) { object_[key] = format_time(time); }
  void operator()(const char* key, const std::vector<config::Parameter>& sweep) {
    for (const auto& parameter : sweep)
      object_[key].push_back({{"name", parameter.name}, {"values", parameter.values}});
  }
  void operator()(const char* key, const std::optional<Time>& time) {
    if (time) object_[key] = format_time(*time);
  }
  void operator()(const char* key, const std::optional<Seconds>& duration) {
    if (duration) object_[key] = duration->count();
  }
  const json& object() const { return object_; }

 private:
  json object_ = json::object();
};

class RunReader {
 public:
  explicit RunReader(const json& object) : object_(object) {}

  template <class Value>
  void operator()(const char* key, Value& value) {
    const auto found = object_.find(key);
    if (found == object_.end()) return;
    try {
      value = found->template get<Value>();
    } catch (const json::exception&) {  // of another kind: as if it were missing
    }
  }
  void operator()(const char* key, scheduler::State& state) { state = state_named(text(key)); }
  void operator()(const char* key, Time& time) { time = parse_time(text(key)).value_or(time); }
  void operator()(const char* key, std::vector<config::Parameter>& sweep) {
    if (!object_.contains(key) || !object_.at(key).is_array()) return;
    for (const auto& item : object_.at(key)) {
      if (!item.is_object()) continue;
      RunReader reader(item);
      reader("name", sweep.emplace_back().name);
      reader("values", sweep.back().values);
    }
  }
  void operator()(const char* key, std::optional<Time>& time) { time = parse_time(text(key)); }
  void operator()(const char* key, std::optional<Seconds>& duration) {
    if (object_.contains(key) && object_.at(key).is_number_integer()) duration = Seconds(object_.at(key).get<long>());
  }

 private:
  std::string text(const char* key) {
    std::string value;
    (*this)(key, value);
    return value;
  }
  const json& object_;
};

// The one list of members and their names.
template <class Visitor, class AnyRun>
void visit(Visitor& member, AnyRun& run) {
  member("name", run.name);
  member("project", run.project);
  member("job", run.job);
  member("site", run.site);
  member("folder", run.folder);
  member("id", run.id);
  member("state", run.state);
  member("reason", run.reason);
  member("exit_code", run.exit_code);
  member("signal", run.signal);
  member("created", run.created);
  member("submitted", run.submitted);
  member("started", run.started);
  member("ended", run.ended);
  member("elapsed", run.elapsed);
  member("time_limit", run.time_limit);
  member("partition", run.partition);
  member("qos", run.qos);
  member("account", run.account);
  member("nodes", run.nodes);
  member("gpus", run.gpus);
  member("tasks", run.tasks);
  member("array", run.array);
  member("sweep", run.sweep);
  member("after", run.after);
  member("submitter", run.submitter);
  member("code_snapshot", run.code_snapshot);
  member("commit", run.commit);
  member("datasets", run.datasets);
  member("metrics", run.metrics);
  member("stdout_path", run.stdout_path);
  member("stderr_path", run.stderr_path);
  member("restarts", run.restarts);
  member("step_out_of_memory", run.step_out_of_memory);
  member("warnings", run.warnings);
}

}  // namespace

std::string write_run(const Run& run) {
  Writer writer;
  visit(writer, run);
  return dump(writer.object());
}

Run read_run(std::string_view text) {
  const auto object = json::parse(text, nullptr, false);
  if (!object.is_object())
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "the record of a run is no JSON object",
                 .why = shorten(printable(text), 60)}};
  Run run;
  RunReader reader(object);
  visit(reader, run);
  return run;
}

std::string write_spec(const config::Job& job, const Plan& plan) {
  const json object = {{"job", job.name},
                       {"command", job.command},
                       {"script", job.script.string()},
                       {"options", plan.options},
                       {"env", plan.env},
                       {"nodes", plan.nodes},
                       {"tasks_per_node", plan.tasks_per_node},
                       {"cpus_per_task", plan.cpus_per_task},
                       {"gpus", plan.gpus},
                       {"time_limit", plan.walltime.count()},
                       {"modules", job.modules},
                       {"container", job.container},
                       {"datasets", job.datasets},
                       {"metrics", job.metrics},
                       {"gpu_hours", plan.gpu_hours}};
  return dump(object);
}

}  // namespace aifactory::job
