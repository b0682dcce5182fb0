// SPDX-License-Identifier: Apache-2.0
#include "cli/records/task_record.hpp"

#include "aifactory/job/sweep.hpp"
#include "aifactory/job/task.hpp"
#include "aifactory/output/message.hpp"
#include "aifactory/output/records.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"
#include "cli/records/run_record.hpp"

#include <algorithm>

namespace aifactory::cli {
namespace {

using nlohmann::ordered_json;
using output::As;
using output::In;

/// Apart from the fields of every task: a parameter may be called "state".
std::string parameter_field(const std::string& name) {
  return "parameter " + name;
}

ordered_json parameters(const job::Run& run, int task) {
  ordered_json record = ordered_json::object();
  for (const auto& [name, value] : job::combination(run.sweep, task))
    record[name] = value;
  return record;
}

/// A task that the batch system says nothing of is in state UNKNOWN.
ordered_json state_record(const job::Run& run, int number, const scheduler::JobStatus& task) {
  const bool ended = scheduler::is_final(task.state);
  return {{"task", number},
          {"state", scheduler::name_of(task.state)},
          {"final", ended},
          {"reason", json_text(task.reason)},
          {"exit_code", ended ? ordered_json(task.exit_code) : ordered_json()},
          {"signal", task.signal},
          {"elapsed", json_seconds(task.elapsed)},
          {"started", json_time(task.started)},
          {"ended", json_time(task.ended)},
          {"nodes", json_text(task.nodes)},
          {"restarts", task.restarts},
          {"parameters", parameters(run, number)}};
}

std::vector<ordered_json> state_records(const job::Diagnosis& diagnosis) {
  std::vector<ordered_json> records;
  for (const int number : job::task_numbers(diagnosis.run)) {
    const auto found = diagnosis.tasks.find(number);
    records.push_back(
        state_record(diagnosis.run, number, found == diagnosis.tasks.end() ? scheduler::JobStatus{} : found->second));
  }
  return records;
}

}  // namespace

std::vector<ordered_json> sweep_records(const job::Run& run) {
  std::vector<ordered_json> records;
  for (int task = 0; !run.sweep.empty() && task < run.tasks; ++task) {
    records.push_back({{"task", task}});
    records.back().update(parameters(run, task));
  }
  return records;
}

ordered_json task_states(const job::Diagnosis& diagnosis) {
  auto records = state_records(diagnosis);
  return records.empty() ? ordered_json() : ordered_json(std::move(records));
}

void print_tasks(AppContext& context, const job::Diagnosis& diagnosis) {
  auto records = state_records(diagnosis);
  if (records.empty()) return;
  output::Shape shape{.fields = {{"task", "Task", As::number},
                                 {"state", "State", As::state},
                                 {"exit_code", "Exit", As::number},
                                 {"elapsed", "Elapsed", As::duration},
                                 {"started", "Started", As::time, In::wide},
                                 {"ended", "Ended", As::time, In::wide},
                                 {"nodes", "Nodes", As::text, In::wide},
                                 {"reason", "Reason"}},
                      .name_field = "task",
                      .empty_note = ""};
  for (const auto& parameter : diagnosis.run.sweep) {
    shape.fields.push_back({parameter_field(parameter.name), parameter.name});
    for (auto& record : records)
      record[parameter_field(parameter.name)] = record["parameters"][parameter.name];
  }
  std::ranges::for_each(records, tell_exit);
  output::print(context.terminal(), "\n");
  output::print_list(context.terminal(), shape, records, context.selection());
}

}  // namespace aifactory::cli
