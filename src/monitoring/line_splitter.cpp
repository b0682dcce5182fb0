// SPDX-License-Identifier: Apache-2.0
#include "monitoring/line_splitter.hpp"

namespace aifactory::monitoring {

void LineSplitter::feed(std::string_view bytes, const Taker& take) {
  for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    finish_line(bytes.substr(0, end), take);
    bytes.remove_prefix(end + 1);
  }
  too_long_ |= waiting_.size() + bytes.size() > length_limit;
  if (too_long_) {
    waiting_.clear();
  } else {
    waiting_ += bytes;
  }
}

void LineSplitter::finish_line(std::string_view end, const Taker& take) {
  ++number_;
  too_long_ |= waiting_.size() + end.size() > length_limit;
  if (!waiting_.empty() && !too_long_) end = waiting_ += end;
  if (!end.empty() && end.back() == '\r') end.remove_suffix(1);
  take({.text = too_long_ ? std::string_view{} : end, .number = number_, .too_long = too_long_});
  waiting_.clear();
  too_long_ = false;
}

}  // namespace aifactory::monitoring
