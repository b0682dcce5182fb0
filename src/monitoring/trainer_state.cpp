// SPDX-License-Identifier: Apache-2.0
#include "monitoring/json_record.hpp"
#include "monitoring/reader.hpp"

#include <algorithm>

namespace aifactory::monitoring {
namespace {

constexpr std::size_t size_limit = std::size_t{256} << 20;

/// Hugging Face's trainer_state.json: an object whose "log_history" lists what was logged, each with its "step"
/// (transformers, trainer_callback.py, TrainerState). It is written whole at each checkpoint, and only then makes
/// sense.
class TrainerStateReader final : public Reader {
 public:
  explicit TrainerStateReader(std::string source) : source_(std::move(source)) {}

  void feed(std::string_view bytes) override {
    text_ += bytes.substr(0, size_limit - std::min(size_limit, text_.size()));
  }
  Metrics metrics() const override { return parsed().take(); }
  Metrics take() override { return parsed().take(); }

 private:
  SeriesBuilder parsed() const {
    SeriesBuilder builder(source_);
    if (text_.size() >= size_limit) {
      builder.complain("is too large to be a trainer state");
    } else if (!text_.empty() && !read_history(builder)) {
      builder.complain("is not a whole trainer state (yet)");
    }
    return builder;
  }

  bool read_history(SeriesBuilder& builder) const {
    JsonCursor cursor(text_);
    bool found = false;
    std::string_view key;
    if (cursor.kind() != JsonCursor::Kind::object) return false;
    for (cursor.enter(); cursor.next_member(key);) {
      const bool history = key == "log_history" && cursor.kind() == JsonCursor::Kind::array;
      found |= history;
      history ? read_entries(cursor, builder) : cursor.skip();
    }
    return found && cursor.ok();
  }

  static void read_entries(JsonCursor& cursor, SeriesBuilder& builder) {
    Row row(builder);
    int position = 0;
    for (cursor.enter(); cursor.next_element();) {
      ++position;
      if (cursor.kind() != JsonCursor::Kind::object) {
        cursor.skip();
      } else if (read_record(cursor, row)) {
        row.finish(position);
      }
    }
  }

  std::string source_;
  std::string text_;
};

}  // namespace

std::unique_ptr<Reader> make_trainer_state_reader(std::string source) {
  return std::make_unique<TrainerStateReader>(std::move(source));
}

}  // namespace aifactory::monitoring
