// SPDX-License-Identifier: Apache-2.0
#include "cli/records/connection_record.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

namespace aifactory::cli {
namespace {

using nlohmann::ordered_json;
using output::As;
using output::In;

ordered_json to_record(const transport::ssh::ConnectionStatus& status) {
  return {{"site", status.site},
          {"address", status.address},
          {"open", status.open},
          {"since", status.open ? ordered_json(format_time(status.since)) : ordered_json()},
          {"ends", json_time(status.ends)},
          {"channels", status.channels},
          {"commands", status.commands},
          {"bytes_sent", status.bytes_sent},
          {"bytes_received", status.bytes_received},
          {"keeper_pid", status.open ? ordered_json(status.keeper_pid) : ordered_json()}};
}

}  // namespace

const output::Shape& connection_shape() {
  static const output::Shape shape{.fields = {{"site", "Site"},
                                              {"address", "Address"},
                                              {"open", "Open", As::text, In::json},
                                              {"since", "Since", As::time},
                                              {"ends", "Ends", As::time},
                                              {"channels", "Channels", As::number},
                                              {"commands", "Commands", As::number, In::wide},
                                              {"bytes_sent", "Sent", As::bytes},
                                              {"bytes_received", "Received", As::bytes},
                                              {"keeper_pid", "PID", As::number, In::wide}},
                                   .name_field = "site",
                                   .empty_note = "no connection is open"};
  return shape;
}

void print_connections(AppContext& context, const std::vector<transport::ssh::ConnectionStatus>& connections) {
  std::vector<ordered_json> records;
  for (const auto& connection : connections)
    records.push_back(to_record(connection));
  output::print_list(context.terminal(), connection_shape(), records, context.selection());
}

const output::Shape& closed_shape() {
  static const output::Shape shape{
      .fields = {{"closed", "Closed", As::number}}, .name_field = "closed", .empty_note = ""};
  return shape;
}

void print_closed(AppContext& context, std::size_t closed) {
  const output::Selection selection = context.selection();
  if (selection.format == output::Format::table && !selection.fields) return;
  output::print_record(context.terminal(), closed_shape(), {{"closed", closed}}, selection);
}

}  // namespace aifactory::cli
