// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transfer/transfer.hpp"

#include <algorithm>
#include <cstdint>

namespace aifactory::transfer {

/// Counts what was moved and tells the observer; repeats are counted as travelled but do not move the progress back
/// or beyond the plan.
class Tally {
 public:
  explicit Tally(Observer& observer) : observer_(observer) {}

  void plan(std::uint64_t files, std::uint64_t bytes) {
    planned_files_ = files;
    planned_bytes_ = bytes;
    observer_.planned(files, bytes);
  }
  void bytes(std::uint64_t count) {
    travelled_ += count;
    done(count);
  }
  /// Bytes that need not travel: acknowledged in an earlier run.
  void done(std::uint64_t count) { bytes_ = std::min(bytes_ + count, planned_bytes_); }
  void file() { files_ = std::min(files_ + 1, planned_files_); }
  void tell() { observer_.moved(files_, bytes_); }

  std::uint64_t travelled() const { return travelled_; }

 private:
  Observer& observer_;
  std::uint64_t planned_files_ = 0, planned_bytes_ = 0;
  std::uint64_t files_ = 0, bytes_ = 0, travelled_ = 0;
};

}  // namespace aifactory::transfer
