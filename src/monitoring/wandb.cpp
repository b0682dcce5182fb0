// SPDX-License-Identifier: Apache-2.0
#include "monitoring/checksum.hpp"
#include "monitoring/frames.hpp"
#include "monitoring/json_record.hpp"
#include "monitoring/reader.hpp"
#include "monitoring/wire.hpp"

#include <fmt/format.h>

#include <optional>

namespace aifactory::monitoring {
namespace {

using Type = WireField::Type;

constexpr std::size_t file_header_size = 7;
constexpr std::string_view file_header{":W&B\xE1\xBE\0", file_header_size};
constexpr std::size_t block_size = 32768;
constexpr std::size_t piece_header_size = 7;  ///< sum (4), length (2), kind (1)
constexpr std::size_t message_limit = std::size_t{16} << 20;

/// What one piece of a block is: a whole record, or a part of one.
enum class Piece : unsigned char { whole = 1, first = 2, middle = 3, last = 4 };

/// The file run-ID.wandb of an offline run. As read from W&B's public sources (wandb/sdk/internal/datastore.py,
/// wandb/proto/wandb_internal.proto): LevelDB's log format behind a header of 7 bytes and with zlib's CRC-32, each
/// record a Record message. Shown are history (field 2; items of key or nested_key, and value_json) over its step, and
/// system statistics (field 7) below "system/".
class WandbReader final : public Reader {
 public:
  explicit WandbReader(std::string source) : source_(source), builder_(std::move(source)) {}

  void feed(std::string_view bytes) override {
    if (given_up_) return;
    frames_.feed(bytes, [this](std::string_view there) { return take_piece(there); });
  }

  Metrics metrics() const override { return with_rest(builder_.metrics()); }
  Metrics take() override { return with_rest(builder_.take()); }

 private:
  Metrics with_rest(Metrics metrics) const {
    const bool open = !given_up_ && (frames_.within_frame() || !record_.empty());
    if (open) metrics.complaints.push_back({source_, "ends within a record: cut off, or still being written"});
    return metrics;
  }

  /// The bytes used up; 0 when more are needed.
  std::size_t take_piece(std::string_view bytes) {
    if (frames_.position() == 0) return take_file_header(bytes);
    const auto left_in_block = block_size - frames_.position() % block_size;
    if (left_in_block < piece_header_size) return bytes.size() < left_in_block ? 0 : left_in_block;
    if (bytes.size() < piece_header_size) return 0;
    const auto length = static_cast<std::size_t>(little_endian(bytes.substr(4), 2));
    if (length == 0 && bytes[6] == 0) return bytes.size() < left_in_block ? 0 : left_in_block;  // reserved, not used
    if (length + piece_header_size > left_in_block) return lose_block(bytes.size(), left_in_block);
    if (bytes.size() < piece_header_size + length) return 0;
    if (little_endian(bytes, 4) != crc32(bytes.substr(6, 1 + length))) return lose_block(bytes.size(), left_in_block);
    take_data(static_cast<Piece>(bytes[6]), bytes.substr(piece_header_size, length));
    return piece_header_size + length;
  }

  std::size_t take_file_header(std::string_view bytes) {
    if (bytes.size() < file_header_size && file_header.starts_with(bytes)) return 0;
    if (bytes.starts_with(file_header)) return file_header_size;
    builder_.complain("is not a W&B run file of a known version");
    given_up_ = true;
    return 0;
  }

  /// A damaged piece: the next block begins anew.
  std::size_t lose_block(std::size_t there, std::size_t left_in_block) {
    if (there < left_in_block) return 0;
    builder_.complain(
        fmt::format("the block at byte {} is damaged", frames_.position() - frames_.position() % block_size));
    drop_record();
    return left_in_block;
  }

  void drop_record() {
    record_.clear();
    in_record_ = false;
  }

  void take_data(Piece piece, std::string_view data) {
    const bool begins = piece == Piece::whole || piece == Piece::first;
    if (begins) drop_record();
    in_record_ = in_record_ || begins;
    if (!in_record_) return;  // the rest of a record whose beginning was lost
    if (record_.size() + data.size() <= message_limit) record_ += data;
    if (piece == Piece::whole || piece == Piece::last) {
      if (!read_record(record_))
        builder_.complain(fmt::format("the record before byte {} makes no sense", frames_.position() + data.size()));
      drop_record();
    }
  }

  bool read_record(std::string_view message) {
    WireField field;
    WireCursor cursor(message);
    bool good = true;
    while (cursor.next(field)) {
      if (field.is(2, Type::bytes)) good = read_history(field.bytes);
      if (field.is(7, Type::bytes)) good = read_statistics(field.bytes);
    }
    return cursor.ok() && good;
  }

  bool read_history(std::string_view message) {
    WireField field;
    WireCursor cursor(message);
    while (cursor.next(field)) {
      if (field.is(1, Type::bytes)) read_item(field.bytes, "");
      if (field.is(2, Type::bytes)) read_step(field.bytes);
    }
    if (cursor.ok()) row_.finish(static_cast<double>(++rows_));
    row_.clear();
    return cursor.ok();
  }

  /// Samples of the machine come at their own pace: over the seconds since the first.
  bool read_statistics(std::string_view message) {
    WireField field;
    WireCursor cursor(message);
    while (cursor.next(field)) {
      if (field.is(2, Type::bytes)) read_timestamp(field.bytes);
      if (field.is(3, Type::bytes)) read_item(field.bytes, "system/");
    }
    if (cursor.ok()) row_.finish(0);
    row_.clear();
    return cursor.ok();
  }

  void read_step(std::string_view message) {
    WireField field;
    for (WireCursor cursor(message); cursor.next(field);) {
      if (field.is(1, Type::varint)) row_.set_step(0, static_cast<double>(static_cast<std::int64_t>(field.value)));
    }
  }

  void read_timestamp(std::string_view message) {
    double time = 0;
    WireField field;
    for (WireCursor cursor(message); cursor.next(field);) {
      if (field.is(1, Type::varint)) time += static_cast<double>(static_cast<std::int64_t>(field.value));
      if (field.is(2, Type::varint)) time += 1e-9 * static_cast<double>(static_cast<std::int64_t>(field.value));
    }
    if (!first_sample_) first_sample_ = time;
    row_.set_time(time);
    row_.set_step(0, time - *first_sample_);
  }

  void read_item(std::string_view message, std::string_view prefix) {
    std::string name{prefix};
    std::string_view value;
    WireField field;
    WireCursor cursor(message);
    while (cursor.next(field)) {
      const bool key = field.is(1, Type::bytes) || field.is(2, Type::bytes);
      if (key && name.size() > prefix.size()) name += '/';
      if (key) name += field.bytes.substr(0, SeriesBuilder::name_limit);
      if (field.is(16, Type::bytes)) value = field.bytes;
    }
    if (cursor.ok() && name.size() > prefix.size()) add_value(name, value);
  }

  void add_value(std::string& name, std::string_view json) {
    JsonCursor cursor(json);
    const auto role = role_of(name);
    const bool number = cursor.kind() == JsonCursor::Kind::number;
    if (role.kind == Role::Kind::step && number) return row_.set_step(role.rank, cursor.number());
    if (role.kind == Role::Kind::time && number) return row_.set_time(cursor.number());
    const bool medium = json.find("\"_type\"") != std::string_view::npos;  // a picture, a table, a histogram
    if (!name.starts_with('_') && !medium) read_value(cursor, row_, name);
  }

  std::string source_;
  SeriesBuilder builder_;
  Row row_{builder_};
  Frames frames_;
  std::string record_;
  std::optional<double> first_sample_;
  std::uint64_t rows_ = 0;
  bool in_record_ = false, given_up_ = false;
};

}  // namespace

std::unique_ptr<Reader> make_wandb_reader(std::string source) {
  return std::make_unique<WandbReader>(std::move(source));
}

}  // namespace aifactory::monitoring
