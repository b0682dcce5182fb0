// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace aifactory::monitoring {

/// How far one file was read: everything below `offset` of the file `identity` (device:inode) was taken. `overlap`
/// holds the last bytes taken. They are read once more at each look: a file that was emptied and written anew keeps its
/// inode, and may be longer than before by the time of the look.
struct FilePosition {
  static constexpr std::size_t overlap_limit = 256;

  std::string identity;  ///< empty: no file was seen yet
  std::uint64_t offset = 0;
  std::string overlap;

  std::uint64_t start_of_look() const { return offset - overlap.size(); }
  void advance(std::string_view bytes);
};

/// Compares the bytes of a look, in pieces, with what was taken before.
class OverlapCheck {
 public:
  explicit OverlapCheck(std::string_view expected = {}) : expected_(expected) {}

  /// Gives back the bytes that are new. Once one of the others differs, nothing is new and same() is false.
  std::string_view pass(std::string_view bytes);
  bool same() const { return same_; }

 private:
  std::string_view expected_;
  bool same_ = true;
};

}  // namespace aifactory::monitoring
