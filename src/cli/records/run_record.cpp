// SPDX-License-Identifier: Apache-2.0
#include "cli/records/run_record.hpp"

#include "aifactory/job/sweep.hpp"
#include "aifactory/output/message.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

namespace aifactory::cli {
namespace {

using output::As;
using output::In;

nlohmann::ordered_json task_record(const job::Run& run, int task) {
  nlohmann::ordered_json record{{"task", task}};
  for (const auto& [name, value] : job::combination(run.sweep, task))
    record[name] = value;
  return record;
}

std::vector<nlohmann::ordered_json> task_records(const job::Run& run) {
  std::vector<nlohmann::ordered_json> records;
  for (int task = 0; !run.sweep.empty() && task < run.tasks; ++task)
    records.push_back(task_record(run, task));
  return records;
}

nlohmann::ordered_json to_record(const job::Run& run, const scheduler::Explanation& why) {
  return {
      {"run", run.name},
      {"job", run.job},
      {"site", run.site},
      {"id", json_text(run.id)},
      {"state", scheduler::name_of(run.state)},
      {"final", scheduler::is_final(run.state)},
      {"reason", json_text(run.reason)},
      {"cause", json_text(why.cause)},
      {"next_step", json_text(why.next_step)},
      {"exit_code", scheduler::is_final(run.state) ? nlohmann::ordered_json(run.exit_code) : nlohmann::ordered_json()},
      {"signal", run.signal},
      {"elapsed", json_seconds(run.elapsed)},
      {"time_limit", json_seconds(run.time_limit)},
      {"created", format_time(run.created)},
      {"submitted", json_time(run.submitted)},
      {"started", json_time(run.started)},
      {"ended", json_time(run.ended)},
      {"account", json_text(run.account)},
      {"qos", json_text(run.qos)},
      {"partition", json_text(run.partition)},
      {"nodes", json_text(run.nodes)},
      {"gpus", run.gpus},
      {"restarts", run.restarts},
      {"tasks", run.tasks},
      {"folder", run.folder},
      {"stdout", run.stdout_path},
      {"stderr", run.stderr_path},
      {"commit", json_text(run.commit)},
      {"code_snapshot", json_text(run.code_snapshot)},
      {"datasets", run.datasets},
      {"project", json_text(run.project)},
      {"after", run.after},
      {"sweep", task_records(run)},
  };
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
                 {"sweep", "Sweep", As::text, In::json}},
      .name_field = "run",
      .empty_note = "no runs yet; 'aifactory job submit' starts one",
  };
  return shape;
}

void print_runs(AppContext& context, const std::vector<job::Run>& runs) {
  std::vector<nlohmann::ordered_json> records;
  for (const job::Run& run : runs)
    records.push_back(to_record(run, scheduler::explain(job::status_of(run))));
  output::print_list(context.terminal(), run_shape(), records, context.selection());
}

void print_chosen_runs(AppContext& context, const std::vector<job::Run>& runs) {
  if (!runs.empty()) return print_runs(context, runs);
  output::Shape shape = run_shape();
  shape.empty_note = "no run fits";
  output::print_list(context.terminal(), shape, {}, context.selection());
}

void print_run(AppContext& context, const job::Run& run) {
  print_run(context, run, scheduler::explain(job::status_of(run)));
}

void print_run(AppContext& context, const job::Run& run, const scheduler::Explanation& why) {
  output::print_record(context.terminal(), run_shape(), to_record(run, why), context.selection());
}

void print_tasks(AppContext& context, const job::Run& run) {
  const auto format = context.selection().format;
  if (run.sweep.empty() || (format != output::Format::table && format != output::Format::wide)) return;
  output::Shape shape{.fields = {{"task", "Task", As::number}}, .name_field = "task", .empty_note = ""};
  for (const auto& parameter : run.sweep)
    shape.fields.push_back({parameter.name, parameter.name});
  output::print(context.terminal(), "\n");
  output::print_list(context.terminal(), shape, task_records(run), context.selection());
}

}  // namespace aifactory::cli
