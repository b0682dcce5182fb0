// SPDX-License-Identifier: Apache-2.0
#include "cli/records/run_record.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

namespace aifactory::cli {
namespace {

using output::As;
using output::In;

nlohmann::ordered_json to_record(const job::Run& run) {
  return {
      {"run", run.name},
      {"job", run.job},
      {"site", run.site},
      {"id", json_text(run.id)},
      {"state", scheduler::name_of(run.state)},
      {"final", scheduler::is_final(run.state)},
      {"reason", json_text(run.reason)},
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
      {"folder", run.folder},
      {"stdout", run.stdout_path},
      {"stderr", run.stderr_path},
      {"commit", json_text(run.commit)},
      {"code_snapshot", json_text(run.code_snapshot)},
      {"datasets", run.datasets},
      {"project", json_text(run.project)},
  };
}

}  // namespace

const output::Shape& run_shape() {
  static const output::Shape shape{
      .fields = {{"run", "RUN"},
                 {"job", "JOB", As::text, In::wide},
                 {"site", "SITE"},
                 {"id", "ID"},
                 {"state", "STATE", As::state},
                 {"final", "FINAL", As::text, In::json},
                 {"reason", "REASON"},
                 {"exit_code", "EXIT", As::number},
                 {"signal", "SIGNAL", As::number, In::json},
                 {"elapsed", "ELAPSED", As::duration},
                 {"time_limit", "LIMIT", As::duration, In::wide},
                 {"created", "CREATED", As::time},
                 {"submitted", "SUBMITTED", As::time, In::json},
                 {"started", "STARTED", As::time, In::wide},
                 {"ended", "ENDED", As::time, In::wide},
                 {"account", "ACCOUNT", As::text, In::wide},
                 {"qos", "QOS", As::text, In::wide},
                 {"partition", "PARTITION", As::text, In::wide},
                 {"nodes", "NODES", As::text, In::wide},
                 {"gpus", "GPUS", As::number, In::wide},
                 {"restarts", "RESTARTS", As::number, In::json},
                 {"folder", "FOLDER", As::text, In::json},
                 {"stdout", "STDOUT", As::text, In::json},
                 {"stderr", "STDERR", As::text, In::json},
                 {"commit", "COMMIT", As::text, In::json},
                 {"code_snapshot", "CODE", As::text, In::json},
                 {"datasets", "DATASETS", As::text, In::json},
                 {"project", "PROJECT", As::text, In::json}},
      .name_field = "run",
      .empty_note = "no runs yet; 'aifactory job submit' starts one",
  };
  return shape;
}

void print_runs(AppContext& context, const std::vector<job::Run>& runs) {
  std::vector<nlohmann::ordered_json> records;
  for (const job::Run& run : runs) records.push_back(to_record(run));
  output::print_list(context.terminal(), run_shape(), records, context.selection());
}

void print_run(AppContext& context, const job::Run& run) {
  output::print_record(context.terminal(), run_shape(), to_record(run), context.selection());
}

}  // namespace aifactory::cli
