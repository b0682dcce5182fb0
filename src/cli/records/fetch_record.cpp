// SPDX-License-Identifier: Apache-2.0
#include "cli/records/fetch_record.hpp"

#include "cli/app_context.hpp"
#include "cli/records/json_values.hpp"

#include <chrono>

namespace aifactory::cli {
namespace {

using nlohmann::ordered_json;
using output::As;
using output::In;

std::uint64_t bytes_of(const job::Fetched& fetched) {
  std::uint64_t bytes = 0;
  for (const transfer::Entry& entry : fetched.files)
    bytes += entry.size;
  return bytes;
}

const output::Shape& list_shape() {
  static const output::Shape shape{
      .fields = {{"path", "Path"}, {"bytes", "Size", As::bytes}, {"modified", "Modified", As::time}},
      .name_field = "path",
      .empty_note = ""};
  return shape;
}

}  // namespace

const output::Shape& fetch_shape() {
  static const output::Shape shape{.fields = {{"run", "Run"},
                                              {"folder", "Folder"},
                                              {"files", "Files", As::number},
                                              {"bytes", "Size", As::bytes},
                                              {"files_fetched", "Files fetched", As::number},
                                              {"bytes_fetched", "Fetched", As::bytes},
                                              {"files_unchanged", "Unchanged", As::number},
                                              {"proved", "Proved"},
                                              {"skipped", "Skipped", As::text, In::json}},
                                   .name_field = "folder",
                                   .empty_note = ""};
  return shape;
}

void print_fetched(AppContext& context, const job::Run& run, const std::filesystem::path& folder,
                   const job::Fetched& fetched) {
  auto left_out = fetched.skipped;
  left_out.insert(left_out.end(), fetched.unreadable.begin(), fetched.unreadable.end());
  const ordered_json record = {{"run", run.name},
                               {"folder", folder.string()},
                               {"files", fetched.files.size()},
                               {"bytes", bytes_of(fetched)},
                               {"files_fetched", fetched.files_sent},
                               {"bytes_fetched", fetched.bytes_sent},
                               {"files_unchanged", fetched.files_unchanged},
                               {"proved", fetched.proved},
                               {"skipped", left_out}};
  output::print_record(context.terminal(), fetch_shape(), record, context.selection());
}

void print_fetch_list(AppContext& context, const job::Fetched& fetched) {
  std::vector<ordered_json> records;
  for (const transfer::Entry& entry : fetched.files)
    records.push_back({{"path", entry.path},
                       {"bytes", entry.size},
                       {"modified", format_time(Time(std::chrono::seconds(entry.modified_ns / 1'000'000'000)))}});
  output::print_list(context.terminal(), list_shape(), records, context.selection());
}

}  // namespace aifactory::cli
