// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace aifactory::monitoring {

/// A file of frames that arrives in pieces, cut anywhere.
class Frames {
 public:
  /// Calls `take` with what is there from the next frame on, for as long as it says how many bytes it has used; 0: it
  /// wants no more for now.
  template <class Take>
  void feed(std::string_view bytes, const Take& take) {
    waiting_ += bytes;
    std::size_t used = 0;
    while (const std::size_t size = take(std::string_view(waiting_).substr(used))) {
      used += size;
      position_ += size;
    }
    waiting_.erase(0, used);
  }
  /// Of bytes that are not fed.
  void pass(std::size_t size) { position_ += size; }

  std::uint64_t position() const { return position_; }  ///< in the file, of the next frame
  bool within_frame() const { return !waiting_.empty(); }

 private:
  std::string waiting_;
  std::uint64_t position_ = 0;
};

}  // namespace aifactory::monitoring
