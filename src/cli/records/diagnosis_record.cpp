// SPDX-License-Identifier: Apache-2.0
#include "cli/records/diagnosis_record.hpp"

#include "aifactory/base/text.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

namespace aifactory::cli {
namespace {

using output::As;
using output::In;

std::string cause_of(const job::Diagnosis& diagnosis) {
  if (!diagnosis.explanation.cause.empty()) return diagnosis.explanation.cause;
  switch (diagnosis.run.state) {
    case scheduler::State::completed:
      return "it ended well";
    case scheduler::State::running:
    case scheduler::State::completing:
      return "it runs";
    default:
      return "nothing is known of it yet";
  }
}

nlohmann::ordered_json evidence_of(const job::Diagnosis& diagnosis) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& said : diagnosis.evidence)
    list.push_back({{"source", said.source}, {"lines", said.lines}});
  return list;
}

nlohmann::ordered_json to_record(const job::Diagnosis& diagnosis) {
  const job::Run& run = diagnosis.run;
  return {{"run", run.name},
          {"id", json_text(run.id)},
          {"site", run.site},
          {"state", scheduler::name_of(run.state)},
          {"reason", json_text(run.reason)},
          {"cause", cause_of(diagnosis)},
          {"next_step", json_text(diagnosis.explanation.next_step)},
          {"evidence", evidence_of(diagnosis)}};
}

}  // namespace

const output::Shape& diagnosis_shape() {
  static const output::Shape shape{.fields = {{"run", "Run"},
                                              {"id", "Id"},
                                              {"site", "Site"},
                                              {"state", "State", As::state},
                                              {"reason", "Reason"},
                                              {"cause", "Why"},
                                              {"next_step", "Next step"},
                                              {"evidence", "Evidence", As::text, In::json}},
                                   .name_field = "run",
                                   .empty_note = ""};
  return shape;
}

void print_diagnosis(AppContext& context, const job::Diagnosis& diagnosis) {
  const output::Selection selection = context.selection();
  output::print_record(context.terminal(), diagnosis_shape(), to_record(diagnosis), selection);
  const bool for_people = selection.format == output::Format::table || selection.format == output::Format::wide;
  if (!for_people || selection.fields) return;
  std::string text;
  for (const auto& said : diagnosis.evidence) {
    text += '\n' + printable(said.source) + '\n';
    for (const auto& line : said.lines)
      text += "  " + printable(line) + '\n';
  }
  output::print(context.terminal(), text);
}

}  // namespace aifactory::cli
