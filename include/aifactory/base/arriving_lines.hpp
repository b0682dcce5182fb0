// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace aifactory {

/// Cuts text that arrives in pieces into lines. What stands behind the last newline waits for its end.
class ArrivingLines {
 public:
  static constexpr std::size_t usual_limit = std::size_t{64} << 10;

  /// `limit`: of bytes that wait.
  explicit ArrivingLines(std::size_t limit = usual_limit) : limit_(limit) {}

  /// Gives `use` each line that ends in `text`, without its newline; a line that lies in it whole is not copied. False
  /// once more waits than may: nothing is taken any more, for these are no lines.
  template <typename Use>
  bool take(std::string_view text, Use&& use) {
    if (endless_) return false;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      const auto rest = text.substr(0, end);
      text.remove_prefix(end + 1);
      if (waiting_.empty())
        use(rest);
      else
        use(std::string_view(std::exchange(waiting_, {}).append(rest)));
    }
    endless_ = waiting_.size() + text.size() > limit_;
    if (endless_)
      waiting_.clear();
    else
      waiting_ += text;
    return !endless_;
  }

  /// Nothing waits for its newline.
  bool empty() const { return waiting_.empty(); }
  /// For another text.
  void clear() {
    waiting_.clear();
    endless_ = false;
  }

 private:
  std::size_t limit_;
  std::string waiting_;
  bool endless_ = false;
};

}  // namespace aifactory
