// SPDX-License-Identifier: Apache-2.0
#include "monitoring/json_record.hpp"
#include "monitoring/line_splitter.hpp"
#include "monitoring/reader.hpp"

#include <fmt/format.h>

namespace aifactory::monitoring {
namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

class JsonLinesReader final : public Reader {
 public:
  explicit JsonLinesReader(std::string source) : builder_(std::move(source)) {}

  void feed(std::string_view bytes) override {
    builder_.passed(bytes.size());
    lines_.feed(bytes, [this](const LineSplitter::Line& line) { take_line(line); });
  }
  void expect(std::uint64_t bytes) override { builder_.expect(bytes); }

  /// A last line without its newline counts when its object is closed: what follows can only be the newline.
  void settle() override {
    if (read_line(lines_.waiting(), lines_.next_number())) lines_.drop_waiting();
  }

  Metrics metrics() const override { return builder_.metrics(); }
  Metrics take() override { return builder_.take(); }

 private:
  void take_line(const LineSplitter::Line& line) {
    if (line.too_long) return builder_.complain(fmt::format("line {} is too long", line.number));
    if (is_blank(line.text) || read_line(line.text, line.number)) return;
    builder_.complain(fmt::format("line {} is not a JSON object", line.number));
  }

  bool read_line(std::string_view text, std::size_t number) {
    if (number == 1 && text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    JsonCursor cursor(text);
    const bool whole = read_record(cursor, row_) && cursor.at_end();
    if (whole) row_.finish(static_cast<double>(number));
    row_.clear();
    return whole;
  }

  SeriesBuilder builder_;
  LineSplitter lines_;
  Row row_{builder_};
};

}  // namespace

std::unique_ptr<Reader> make_json_lines_reader(std::string source) {
  return std::make_unique<JsonLinesReader>(std::move(source));
}

Metrics read_json_lines(std::string_view text, std::string_view source) {
  JsonLinesReader reader{std::string(source)};
  reader.feed(text);
  reader.settle();
  return reader.take();
}

}  // namespace aifactory::monitoring
