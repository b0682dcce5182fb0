// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/piece_map.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace aifactory::transfer {

/// The files that are to be moved, handed out piece by piece in the order in which they were queued. A File has a
/// PieceMap `pieces`.
template <class File>
class PieceQueue {
 public:
  struct Next {
    std::shared_ptr<File> file;
    std::uint32_t number;
  };

  void add(std::uint32_t index) { waiting_.push_back(index); }

  /// The next piece to be begun; `begin` is asked for the file when it is the first of it.
  std::optional<Next> next(const std::function<std::shared_ptr<File>(std::uint32_t)>& begin) {
    if (!current_) {
      if (waiting_.empty()) return std::nullopt;
      const auto index = waiting_.front();
      waiting_.pop_front();
      current_ = begin(index);
      ++open_;
    }
    Next piece{current_, current_->pieces.begin_next()};
    if (current_->pieces.all_begun()) current_ = nullptr;
    return piece;
  }
  /// A file that was begun needs nothing more; it may have been added once more.
  void close() { --open_; }

  bool has_unbegun_work() const { return !waiting_.empty() || current_; }
  bool finished() const { return !has_unbegun_work() && open_ == 0; }

 private:
  std::deque<std::uint32_t> waiting_;
  std::shared_ptr<File> current_;  ///< has pieces that were not begun
  std::size_t open_ = 0;
};

}  // namespace aifactory::transfer
