// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transfer/pieces.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace aifactory::transfer {

/// Which pieces of a file are begun and which are done. The last one is never skipped, so that the ordinary end of a
/// file follows.
class PieceMap {
 public:
  explicit PieceMap(std::uint64_t file_size = 0)
      : size_(file_size), begun_(piece_count(file_size)), done_(begun_.size()), unfinished_(begun_.size()) {}

  bool several() const { return begun_.size() > 1; }
  std::uint64_t start_of(std::uint32_t piece) const { return piece * piece_size(size_); }
  std::uint64_t end_of(std::uint32_t piece) const { return std::min(size_, start_of(piece) + piece_size(size_)); }

  /// It is there already, and is not the last.
  void skip(std::size_t piece) {
    begun_[piece] = true;
    finish(piece);
  }
  /// The number of the first that must be begun; there must be one.
  std::uint32_t begin_next() {
    while (begun_[next_])
      ++next_;
    begun_[next_] = true;
    return static_cast<std::uint32_t>(next_++);
  }
  bool all_begun() const { return next_ == begun_.size(); }

  void finish(std::size_t piece) {
    done_[piece] = true;
    --unfinished_;
    while (prefix_ < done_.size() && done_[prefix_])
      ++prefix_;
  }
  bool all_done() const { return unfinished_ == 0; }
  /// Bytes from the start on that are done without a gap.
  std::uint64_t whole_bytes() const { return std::min(size_, prefix_ * piece_size(size_)); }

 private:
  std::uint64_t size_;
  std::vector<bool> begun_;
  std::vector<bool> done_;
  std::size_t unfinished_;
  std::size_t next_ = 0;    ///< the first that may have to be begun
  std::size_t prefix_ = 0;  ///< pieces that are done from the start on
};

}  // namespace aifactory::transfer
