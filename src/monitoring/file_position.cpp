// SPDX-License-Identifier: Apache-2.0
#include "monitoring/file_position.hpp"

#include <algorithm>

namespace aifactory::monitoring {

void FilePosition::advance(std::string_view bytes) {
  offset += bytes.size();
  overlap += bytes.substr(bytes.size() - std::min(bytes.size(), overlap_limit));
  if (overlap.size() > overlap_limit) overlap.erase(0, overlap.size() - overlap_limit);
}

std::string_view OverlapCheck::pass(std::string_view bytes) {
  const auto size = std::min(bytes.size(), expected_.size());
  same_ = same_ && bytes.substr(0, size) == expected_.substr(0, size);
  expected_.remove_prefix(size);
  return same_ ? bytes.substr(size) : std::string_view{};
}

}  // namespace aifactory::monitoring
