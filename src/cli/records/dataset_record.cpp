// SPDX-License-Identifier: Apache-2.0
#include "cli/records/dataset_record.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

namespace aifactory::cli {
namespace {

using nlohmann::ordered_json;
using output::As;
using output::In;

ordered_json to_record(const dataset::Placed& placed) {
  return {
      {"name", placed.name},
      {"site", placed.site},
      {"state", placed.finished ? "whole" : "unfinished"},
      {"files", placed.finished ? ordered_json(placed.files) : ordered_json()},
      {"bytes", placed.finished ? ordered_json(placed.bytes) : ordered_json()},
      {"packed", placed.card.packed},
      {"uploaded", json_time(placed.uploaded)},
      {"path", placed.path},
      {"licence", json_text(placed.card.licence)},
      {"source", json_text(placed.card.source)},
      {"personal_data", json_text(placed.card.personal_data)},
      {"agreement", json_text(placed.card.agreement)},
      {"description", json_text(placed.card.description)},
      {"fingerprint", json_text(placed.fingerprint)},
  };
}

ordered_json free_of(const DatasetTransfer& transfer, std::optional<std::uint64_t> dataset::Limit::*what) {
  const auto amount = transfer.free ? (*transfer.free).*what : std::nullopt;
  return amount ? ordered_json(*amount) : ordered_json();
}

ordered_json to_record(const DatasetTransfer& transfer) {
  const transfer::UploadResult& result = transfer.result;
  return {
      {"dataset", transfer.dataset},
      {"path", transfer.path},
      {"files", result.manifest.files()},
      {"bytes", result.manifest.bytes()},
      {"files_sent", result.files_sent},
      {"bytes_sent", result.bytes_sent},
      {"files_unchanged", result.files_unchanged},
      {"files_renamed", result.files_renamed},
      {"files_removed", result.files_removed},
      {"skipped", result.skipped},
      {"proved", result.proved},
      {"fits", transfer.fits},
      {"free_bytes", free_of(transfer, &dataset::Limit::free_bytes)},
      {"free_files", free_of(transfer, &dataset::Limit::free_files)},
      {"fingerprint", result.manifest.fingerprint()},
  };
}

std::string_view name_of(transfer::Difference::Kind kind) {
  switch (kind) {
    case transfer::Difference::Kind::missing:
      return "missing";
    case transfer::Difference::Kind::changed:
      return "changed";
    case transfer::Difference::Kind::extra:
      return "extra";
  }
  return "";
}

}  // namespace

const output::Shape& dataset_shape() {
  static const output::Shape shape{
      .fields = {{"name", "Dataset"},
                 {"site", "Site"},
                 {"state", "State", As::state},
                 {"files", "Files", As::number},
                 {"bytes", "Size", As::bytes},
                 {"packed", "Packed", As::text, In::wide},
                 {"uploaded", "Uploaded", As::time},
                 {"path", "Path"},
                 {"licence", "Licence", As::text, In::wide},
                 {"source", "Source", As::text, In::wide},
                 {"personal_data", "Personal data", As::text, In::wide},
                 {"agreement", "Agreement", As::text, In::wide},
                 {"description", "Description", As::text, In::wide},
                 {"fingerprint", "Fingerprint", As::text, In::json}},
      .name_field = "name",
      .empty_note = "no datasets on this site yet; 'aifactory dataset upload' sends those of the project",
  };
  return shape;
}

void print_datasets(AppContext& context, const std::vector<dataset::Placed>& datasets) {
  std::vector<ordered_json> records;
  for (const dataset::Placed& placed : datasets)
    records.push_back(to_record(placed));
  output::print_list(context.terminal(), dataset_shape(), records, context.selection());
}

void print_dataset(AppContext& context, const dataset::Placed& dataset) {
  output::print_record(context.terminal(), dataset_shape(), to_record(dataset), context.selection());
}

const output::Shape& transfer_shape() {
  static const output::Shape shape{
      .fields = {{"dataset", "Dataset"},
                 {"path", "Path"},
                 {"files", "Files", As::number},
                 {"bytes", "Size", As::bytes},
                 {"files_sent", "Files sent", As::number},
                 {"bytes_sent", "Sent", As::bytes},
                 {"files_unchanged", "Unchanged", As::number},
                 {"files_renamed", "Renamed", As::number, In::wide},
                 {"files_removed", "Removed", As::number, In::wide},
                 {"skipped", "Skipped", As::text, In::json},
                 {"proved", "Proved"},
                 {"fits", "Fits", As::text, In::json},
                 {"free_bytes", "Free", As::bytes, In::wide},
                 {"free_files", "Free files", As::number, In::wide},
                 {"fingerprint", "Fingerprint", As::text, In::json}},
      .name_field = "dataset",
      .empty_note = "",
  };
  return shape;
}

void print_transfers(AppContext& context, const std::vector<DatasetTransfer>& transfers) {
  std::vector<ordered_json> records;
  for (const DatasetTransfer& transfer : transfers)
    records.push_back(to_record(transfer));
  if (records.size() == 1)
    output::print_record(context.terminal(), transfer_shape(), records.front(), context.selection());
  else
    output::print_list(context.terminal(), transfer_shape(), records, context.selection());
}

const output::Shape& difference_shape() {
  static const output::Shape shape{
      .fields = {{"kind", "Difference"}, {"path", "Path"}}, .name_field = "path", .empty_note = ""};
  return shape;
}

void print_differences(AppContext& context, const std::vector<transfer::Difference>& differences) {
  std::vector<ordered_json> records;
  for (const transfer::Difference& difference : differences)
    records.push_back({{"kind", name_of(difference.kind)}, {"path", difference.path}});
  output::print_list(context.terminal(), difference_shape(), records, context.selection());
}

}  // namespace aifactory::cli
