// SPDX-License-Identifier: Apache-2.0
#include "monitoring/checksum.hpp"
#include "monitoring/frames.hpp"
#include "monitoring/reader.hpp"
#include "monitoring/series_builder.hpp"
#include "monitoring/tensor.hpp"
#include "monitoring/wire.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::monitoring {
namespace {

using Type = WireField::Type;

constexpr std::size_t event_header_size = 12;  ///< length and its sum
constexpr std::size_t footer_size = 4;         ///< sum of the data
/// Pictures and graphs may be larger; no scalar is.
constexpr std::uint64_t event_limit = std::uint64_t{16} << 20;

/// A TensorBoard event file: TFRecord framing (tensorflow/core/lib/io/record_writer.h: length, masked CRC-32C of it,
/// data, masked CRC-32C of that) around Event messages (tensorflow/core/util/event.proto, framework/summary.proto).
/// Scalars are shown, in both forms: simple_value, and the tensors of TensorFlow 2.
class EventFileReader final : public Reader {
 public:
  explicit EventFileReader(std::string source) : source_(source), builder_(std::move(source)) {}

  void feed(std::string_view bytes) override {
    bytes = pass_skipped(bytes);
    if (given_up_) return;
    frames_.feed(bytes, [this](std::string_view there) { return take_record(there); });
  }

  Metrics metrics() const override { return with_rest(builder_.metrics()); }
  Metrics take() override { return with_rest(builder_.take()); }

 private:
  Metrics with_rest(Metrics metrics) const {
    const bool open = !given_up_ && (frames_.within_frame() || skip_ != 0);
    if (open) metrics.complaints.push_back({source_, "ends within a record: cut off, or still being written"});
    return metrics;
  }

  std::string_view pass_skipped(std::string_view bytes) {
    const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(skip_, bytes.size()));
    skip_ -= skipped;
    frames_.pass(skipped);
    return bytes.substr(skipped);
  }

  /// The bytes used up; 0 when more are needed.
  std::size_t take_record(std::string_view bytes) {
    if (bytes.size() < event_header_size) return 0;
    const auto length = little_endian(bytes, 8);
    if (little_endian(bytes.substr(8), 4) != masked_crc32c(bytes.substr(0, 8))) return give_up();
    if (length > event_limit) return skip_record(length, bytes.size());
    const auto size = static_cast<std::size_t>(length);
    if (bytes.size() < event_header_size + size + footer_size) return 0;
    const auto data = bytes.substr(event_header_size, size);
    if (little_endian(bytes.substr(event_header_size + size), 4) != masked_crc32c(data)) {
      builder_.complain(fmt::format("the record at byte {} is damaged", frames_.position()));
    } else if (!read_event(data)) {
      builder_.complain(fmt::format("the record at byte {} is no event", frames_.position()));
    }
    return event_header_size + size + footer_size;
  }

  /// Without the length nothing says where the next record begins.
  std::size_t give_up() {
    builder_.complain("is damaged, or not an event file: what follows the first damage is not read");
    given_up_ = true;
    return 0;
  }

  std::size_t skip_record(std::uint64_t length, std::size_t there) {
    constexpr auto frame = event_header_size + footer_size;
    const auto whole = length > UINT64_MAX - frame ? UINT64_MAX : length + frame;
    const auto now = static_cast<std::size_t>(std::min<std::uint64_t>(whole, there));
    skip_ = whole - now;
    return now;
  }

  bool read_event(std::string_view message) {
    Point point;
    std::string_view summary;
    WireField field;
    WireCursor cursor(message);
    while (cursor.next(field)) {
      if (field.is(1, Type::fixed64)) point.time = double_at(field.bytes);
      if (field.is(2, Type::varint)) point.step = static_cast<double>(static_cast<std::int64_t>(field.value));
      if (field.is(5, Type::bytes)) summary = field.bytes;
    }
    return cursor.ok() && read_summary(summary, point);
  }

  bool read_summary(std::string_view message, const Point& point) {
    WireField field;
    WireCursor cursor(message);
    bool good = true;
    while (cursor.next(field)) {
      if (field.is(1, Type::bytes)) good = read_value(field.bytes, point) && good;
    }
    return cursor.ok() && good;
  }

  bool read_value(std::string_view message, Point point) {
    std::string_view tag;
    std::optional<double> value;
    WireField field;
    WireCursor cursor(message);
    while (cursor.next(field)) {
      if (field.is(1, Type::bytes)) tag = field.bytes;
      if (field.is(2, Type::fixed32)) value = float_at(field.bytes);
      if (field.is(8, Type::bytes)) value = scalar_of_tensor(field.bytes);
    }
    if (!cursor.ok() || !value || tag.empty()) return cursor.ok();
    point.value = *value;
    if (const auto series = builder_.series(tag)) builder_.add(*series, point);
    return true;
  }

  std::string source_;
  SeriesBuilder builder_;
  Frames frames_;
  std::uint64_t skip_ = 0;  ///< bytes of a record that is too large, still to come
  bool given_up_ = false;
};

}  // namespace

std::unique_ptr<Reader> make_event_file_reader(std::string source) {
  return std::make_unique<EventFileReader>(std::move(source));
}

}  // namespace aifactory::monitoring
