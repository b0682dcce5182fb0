// SPDX-License-Identifier: Apache-2.0
#include "cli/records/run_record.hpp"

#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"
#include "cli/records/task_record.hpp"

#include <algorithm>

namespace aifactory::cli {
namespace {

using output::As;
using output::In;

nlohmann::ordered_json to_record(const job::Run& run, const scheduler::Explanation& why) {
  nlohmann::ordered_json::object_t record;
  record.reserve(run_shape().fields.size());
  const auto add = [&](const char* name, nlohmann::ordered_json value) { record.emplace_back(name, std::move(value)); };
  add("run", run.name);
  add("job", run.job);
  add("site", run.site);
  add("id", json_text(run.id));
  add("state", scheduler::name_of(run.state));
  add("final", scheduler::is_final(run.state));
  add("reason", json_text(run.reason));
  add("cause", json_text(why.cause));
  add("next_step", json_text(why.next_step));
  add("exit_code", scheduler::is_final(run.state) ? nlohmann::ordered_json(run.exit_code) : nlohmann::ordered_json());
  add("signal", run.signal);
  add("elapsed", json_seconds(run.elapsed));
  add("time_limit", json_seconds(run.time_limit));
  add("created", format_time(run.created));
  add("submitted", json_time(run.submitted));
  add("started", json_time(run.started));
  add("ended", json_time(run.ended));
  add("account", json_text(run.account));
  add("qos", json_text(run.qos));
  add("partition", json_text(run.partition));
  add("nodes", json_text(run.nodes));
  add("gpus", run.gpus);
  add("restarts", run.restarts);
  add("tasks", run.tasks);
  add("folder", run.folder);
  add("stdout", run.stdout_path);
  add("stderr", run.stderr_path);
  add("commit", json_text(run.commit));
  add("code_snapshot", json_text(run.code_snapshot));
  add("datasets", run.datasets);
  add("project", json_text(run.project));
  add("after", run.after);
  add("sweep", sweep_records(run));
  add("task_states", nullptr);
  return record;
}

/// Names in a list, or those of a map: "corpus, labels".
nlohmann::ordered_json names_in(const nlohmann::ordered_json& value) {
  std::vector<std::string> names;
  for (const auto& [key, item] : value.items())
    names.push_back(value.is_object() ? key : item.get<std::string>());
  return json_text(join(names, ", "));
}

bool says_nothing(const nlohmann::ordered_json& record, const char* field, int usual) {
  return record.at(field) == usual;
}

bool is_for_people(const output::Selection& selection) {
  return !selection.fields && (selection.format == output::Format::table || selection.format == output::Format::wide);
}

/// All that is known of one run, less what goes without saying.
void print_whole(AppContext& context, nlohmann::ordered_json record) {
  static const output::Shape shape = [] {
    output::Shape whole = run_shape();
    for (output::Field& field : whole.fields)
      for (const char* name : {"signal", "submitted", "restarts", "tasks", "folder", "stdout", "stderr", "commit",
                               "code_snapshot", "datasets", "after"})
        if (field.name == name) field.in = In::wide;
    return whole;
  }();
  tell_exit(record);
  record["datasets"] = names_in(record["datasets"]);
  record["after"] = names_in(record["after"]);
  if (says_nothing(record, "signal", 0)) record["signal"] = nullptr;
  if (says_nothing(record, "restarts", 0)) record["restarts"] = nullptr;
  if (says_nothing(record, "tasks", 1)) record["tasks"] = nullptr;
  output::print_record(context.terminal(), shape, record, context.selection());
}

}  // namespace

const output::Shape& run_shape() {
  static const output::Shape shape{
      .fields = {{"run", "Run"},
                 {"job", "Job", As::text, In::wide},
                 {"site", "Site"},
                 {"id", "Id"},
                 {"state", "State", As::state},
                 {"final", "Final", As::text, In::json},
                 {"reason", "Reason"},
                 {"cause", "Cause", As::text, In::json},
                 {"next_step", "Next step", As::text, In::json},
                 {"exit_code", "Exit", As::number},
                 {"signal", "Signal", As::number, In::json},
                 {"elapsed", "Elapsed", As::duration},
                 {"time_limit", "Limit", As::duration, In::wide},
                 {"created", "Created", As::time},
                 {"submitted", "Submitted", As::time, In::json},
                 {"started", "Started", As::time, In::wide},
                 {"ended", "Ended", As::time, In::wide},
                 {"account", "Account", As::text, In::wide},
                 {"qos", "QoS", As::text, In::wide},
                 {"partition", "Partition", As::text, In::wide},
                 {"nodes", "Nodes", As::text, In::wide},
                 {"gpus", "GPUs", As::number, In::wide},
                 {"restarts", "Restarts", As::number, In::json},
                 {"tasks", "Tasks", As::number, In::json},
                 {"folder", "Folder", As::text, In::json},
                 {"stdout", "Stdout", As::text, In::json},
                 {"stderr", "Stderr", As::text, In::json},
                 {"commit", "Commit", As::text, In::json},
                 {"code_snapshot", "Code", As::text, In::json},
                 {"datasets", "Datasets", As::text, In::json},
                 {"project", "Project", As::text, In::json},
                 {"after", "After", As::text, In::json},
                 {"sweep", "Sweep", As::text, In::json},
                 {"task_states", "Task states", As::text, In::json}},
      .name_field = "run",
      .empty_note = "no runs yet; 'aifactory job submit' starts one",
  };
  return shape;
}

void tell_exit(nlohmann::ordered_json& record) {
  if (record["state"] == scheduler::name_of(scheduler::State::completed) || record["exit_code"] != 0) return;
  const int signal = record["signal"];
  record["exit_code"] = signal > 0 && signal < 64 ? nlohmann::ordered_json(128 + signal) : nlohmann::ordered_json();
}

void print_runs(AppContext& context, const std::vector<job::Run>& runs) {
  std::vector<nlohmann::ordered_json> records;
  for (const job::Run& run : runs)
    records.push_back(to_record(run, scheduler::explain(job::status_of(run))));
  if (is_for_people(context.selection())) std::ranges::for_each(records, tell_exit);
  output::print_list(context.terminal(), run_shape(), records, context.selection());
}

void print_chosen_runs(AppContext& context, const std::vector<job::Run>& runs, std::string_view none) {
  if (!runs.empty()) return print_runs(context, runs);
  output::Shape shape = run_shape();
  shape.empty_note = none;
  output::print_list(context.terminal(), shape, {}, context.selection());
}

void print_run(AppContext& context, const job::Run& run) {
  auto record = to_record(run, scheduler::explain(job::status_of(run)));
  if (is_for_people(context.selection())) tell_exit(record);
  output::print_record(context.terminal(), run_shape(), record, context.selection());
}

void print_run(AppContext& context, const job::Diagnosis& diagnosis) {
  auto record = to_record(diagnosis.run, diagnosis.explanation);
  record["task_states"] = task_states(diagnosis);
  const output::Selection selection = context.selection();
  if (!is_for_people(selection)) return output::print_record(context.terminal(), run_shape(), record, selection);
  print_whole(context, std::move(record));
  print_tasks(context, diagnosis);
}

}  // namespace aifactory::cli
