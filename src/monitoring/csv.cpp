// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"

#include "monitoring/line_splitter.hpp"
#include "monitoring/number.hpp"
#include "monitoring/reader.hpp"
#include "monitoring/row.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::monitoring {
namespace {

constexpr std::size_t record_limit = std::size_t{1} << 20;

/// The first of the usual separators that the header uses.
char separator_of(std::string_view header) {
  const auto at = header.find_first_of(",;\t");
  return at == std::string_view::npos ? ',' : header[at];
}

/// Takes one field off the front of a record (RFC 4180: "" within quotes is a quote). False behind the last.
class Fields {
 public:
  Fields(std::string_view record, char separator) : rest_(record), separator_(separator) {}

  /// The field lasts until the next one is taken.
  bool next(std::string_view& field) {
    if (done_) return false;
    std::size_t end = 0;
    while (end < rest_.size() && rest_[end] != separator_ && rest_[end] != '"')
      ++end;
    field = rest_.substr(0, end);
    if (end < rest_.size() && rest_[end] == '"') {
      end = unquote();
      field = unquoted_;
    }
    done_ = end == rest_.size();
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return true;
  }

 private:
  /// Where the field ends.
  std::size_t unquote() {
    unquoted_.clear();
    bool quoted = false;
    std::size_t at = 0;
    for (; at < rest_.size() && (quoted || rest_[at] != separator_); ++at) {
      const bool quote = rest_[at] == '"';
      if (!quote || (!quoted && at > 0 && rest_[at - 1] == '"')) unquoted_ += rest_[at];
      quoted ^= quote;
    }
    return at;
  }

  std::string_view rest_;
  std::string unquoted_;
  char separator_;
  bool done_ = false;
};

struct Column {
  Role role;
  std::optional<std::size_t> series;  ///< empty: not shown
};

class CsvReader final : public Reader {
 public:
  explicit CsvReader(std::string source) : builder_(std::move(source)) {}

  void feed(std::string_view bytes) override {
    builder_.passed(bytes.size());
    lines_.feed(bytes, [this](const LineSplitter::Line& line) { take_line(line); });
  }
  void expect(std::uint64_t bytes) override { builder_.expect(bytes); }

  Metrics metrics() const override { return builder_.metrics(); }
  Metrics take() override { return builder_.take(); }

 private:
  /// Lines belong together while a quote is open.
  void take_line(const LineSplitter::Line& line) {
    if (line.too_long) return builder_.complain(fmt::format("line {} is too long", line.number));
    const bool starts = record_.empty();
    if (starts) record_start_ = line.number;
    if (starts && line.text.find('"') == std::string_view::npos) return take_record(line.text);
    record_.append(starts ? "" : "\n").append(line.text);
    in_quotes_ ^= std::count(line.text.begin(), line.text.end(), '"') % 2 != 0;
    if (!in_quotes_) {
      take_record(record_);
      record_.clear();
    } else if (record_.size() > record_limit) {
      builder_.complain(fmt::format("line {} opens a quote that is never closed", record_start_));
      record_.clear();
      in_quotes_ = false;
    }
  }

  void take_record(std::string_view record) {
    if (columns_.empty()) {
      take_header(record);
    } else if (!record.empty()) {
      take_row(record);
    }
  }

  void take_header(std::string_view header) {
    if (header.starts_with(byte_order_mark)) header.remove_prefix(byte_order_mark.size());
    if (trim(header).empty()) return;
    separator_ = separator_of(header);
    Fields fields(header, separator_);
    for (std::string_view field; fields.next(field);)
      columns_.push_back(column(trim(field)));
  }

  Column column(std::string_view name) {
    if (name.empty()) return {};
    if (const auto role = role_of(name); role.kind != Role::Kind::value) return {role, std::nullopt};
    const bool twice = std::find(names_.begin(), names_.end(), name) != names_.end();
    names_.emplace_back(name);
    const auto shown = twice ? fmt::format("{} (column {})", name, columns_.size() + 1) : std::string(name);
    return {Role{}, builder_.series(shown)};
  }

  void take_row(std::string_view record) {
    Fields fields(record, separator_);
    std::size_t count = 0;
    for (std::string_view field; fields.next(field); ++count) {
      if (count < columns_.size()) take_field(columns_[count], trim(field));
    }
    if (count != columns_.size()) {
      builder_.complain(fmt::format("line {} has {} fields, the header has {}", record_start_, count, columns_.size()));
    }
    row_.finish(static_cast<double>(++rows_));
  }

  void take_field(const Column& column, std::string_view text) {
    const auto number = parse_number(text);
    if (column.role.kind == Role::Kind::time) {
      const auto time = number ? std::nullopt : parse_time(text);
      if (number) row_.set_time(*number);
      if (time) row_.set_time(static_cast<double>(time->time_since_epoch().count()));
    } else if (number && column.role.kind == Role::Kind::step) {
      row_.set_step(column.role.rank, *number);
    } else if (number && column.series) {
      row_.add(*column.series, *number);
    }
  }

  SeriesBuilder builder_;
  LineSplitter lines_;
  Row row_{builder_};
  std::vector<Column> columns_;
  std::vector<std::string> names_;
  std::string record_;
  std::size_t record_start_ = 0, rows_ = 0;
  char separator_ = ',';
  bool in_quotes_ = false;
};

}  // namespace

std::unique_ptr<Reader> make_csv_reader(std::string source) {
  return std::make_unique<CsvReader>(std::move(source));
}

Metrics read_csv(std::string_view text, std::string_view source) {
  CsvReader reader{std::string(source)};
  reader.feed(text);
  return reader.take();
}

}  // namespace aifactory::monitoring
