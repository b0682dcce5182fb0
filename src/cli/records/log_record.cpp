// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"

#include "cli/log_output.hpp"
#include "cli/records/json_values.hpp"

#include <span>
#include <vector>

namespace aifactory::cli {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// JSON text is Unicode: what is not valid UTF-8 gets U+FFFD.
std::string as_unicode(std::string_view text) {
  return OrderedJson::parse(OrderedJson(text).dump(-1, ' ', false, OrderedJson::error_handler_t::replace))
      .get<std::string>();
}

OrderedJson json_number(const std::optional<std::uint32_t>& number) {
  return number ? OrderedJson(*number) : OrderedJson();
}

OrderedJson record_of(const LogKey& key, std::uint64_t offset, std::string_view text) {
  const auto bytes = text;
  if (text.ends_with('\n')) text.remove_suffix(1);
  auto unicode = as_unicode(text);
  const bool exact = unicode == text;
  return {{"task", json_number(key.task)},
          {"rank", json_number(key.rank)},
          {"step", json_number(key.step)},
          {"stream", key.stream == LogKey::Stream::out ? "stdout" : "stderr"},
          {"offset", offset},
          {"text", std::move(unicode)},
          {"base64", exact ? OrderedJson() : OrderedJson(base64(std::as_bytes(std::span(bytes))))}};
}

class RecordOutput final : public LogOutput {
 public:
  RecordOutput(const output::Terminal& terminal, output::Selection selection)
      : terminal_(terminal), selection_(std::move(selection)) {}

  bool takes_bytes(const LogKey&) const override { return false; }
  void bytes(const LogKey&, std::string_view) override {}
  void line(const LogKey& key, std::uint64_t offset, std::string_view text) override {
    auto record = record_of(key, offset, text);
    if (at_once()) return output::print_list(terminal_, log_shape(), {std::move(record)}, selection_);
    records_.push_back(std::move(record));
  }
  void live(const LogKey&, std::string_view) override {}
  void finish() override {
    if (!at_once()) output::print_list(terminal_, log_shape(), records_, selection_);
  }

 private:
  bool at_once() const { return selection_.format == output::Format::jsonl; }

  const output::Terminal& terminal_;
  output::Selection selection_;
  std::vector<OrderedJson> records_;
};

}  // namespace

const output::Shape& log_shape() {
  using output::As;
  using output::In;
  static const output::Shape shape{.fields = {{"task", "Task", As::number},
                                              {"rank", "Rank", As::number},
                                              {"step", "Step", As::number},
                                              {"stream", "Stream"},
                                              {"offset", "Offset", As::number},
                                              {"text", "Text"},
                                              {"base64", "Bytes", As::text, In::json}},
                                   .name_field = "text",
                                   .empty_note = "the log is empty"};
  return shape;
}

std::unique_ptr<LogOutput> make_record_output(const output::Terminal& terminal, output::Selection selection) {
  return std::make_unique<RecordOutput>(terminal, std::move(selection));
}

}  // namespace aifactory::cli
