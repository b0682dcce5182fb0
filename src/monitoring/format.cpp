// SPDX-License-Identifier: Apache-2.0
#include "monitoring/reader.hpp"

namespace aifactory::monitoring {

Format format_of(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  if (name == "trainer_state.json") return Format::trainer_state;
  if (name.find("tfevents") != std::string_view::npos) return Format::event_file;
  if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) return Format::json_lines;
  if (name.ends_with(".csv") || name.ends_with(".tsv")) return Format::csv;
  if (name.ends_with(".wandb")) return Format::wandb;
  return Format::unknown;
}

std::unique_ptr<Reader> make_reader(Format format, std::string source) {
  switch (format) {
    case Format::json_lines:
      return make_json_lines_reader(std::move(source));
    case Format::csv:
      return make_csv_reader(std::move(source));
    case Format::trainer_state:
      return make_trainer_state_reader(std::move(source));
    case Format::event_file:
      return make_event_file_reader(std::move(source));
    case Format::wandb:
      return make_wandb_reader(std::move(source));
    case Format::unknown:
      break;
  }
  return nullptr;
}

}  // namespace aifactory::monitoring
