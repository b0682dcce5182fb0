// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace aifactory::monitoring {

/// What some programs put before the first line (U+FEFF in UTF-8).
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Cuts bytes that come in pieces into lines. What stands behind the last newline waits for its end.
class LineSplitter {
 public:
  static constexpr std::size_t length_limit = std::size_t{16} << 20;

  struct Line {
    std::string_view text;   ///< without LF or CR LF
    std::size_t number = 0;  ///< from 1
    bool too_long = false;   ///< over length_limit: text is empty
  };
  using Taker = std::function<void(const Line& line)>;

  void feed(std::string_view bytes, const Taker& take);

  /// What waits for its newline; empty while in a line that is too long.
  std::string_view waiting() const { return waiting_; }
  void drop_waiting() { waiting_.clear(); }
  std::size_t next_number() const { return number_ + 1; }

 private:
  void finish_line(std::string_view end, const Taker& take);

  std::string waiting_;
  std::size_t number_ = 0;
  bool too_long_ = false;
};

}  // namespace aifactory::monitoring
