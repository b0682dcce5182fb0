// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/pattern.hpp"

#include <cctype>
#include <optional>

namespace aifactory::transport::ssh {
namespace {

bool same(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

}  // namespace

/// Goes back only to the last star, so that no pattern takes more than quadratic time.
bool matches_pattern(std::string_view name, std::string_view pattern) {
  std::size_t at = 0;
  std::size_t in_pattern = 0;
  std::optional<std::size_t> star;
  std::size_t star_covers = 0;
  while (at < name.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      star_covers = at;
    } else if (in_pattern < pattern.size() && (pattern[in_pattern] == '?' || same(pattern[in_pattern], name[at]))) {
      ++in_pattern;
      ++at;
    } else if (star) {
      in_pattern = *star + 1;
      at = ++star_covers;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

bool matches_list(std::string_view name, std::string_view list, std::string_view separators) {
  bool matched = false;
  while (!list.empty()) {
    const auto end = list.find_first_of(separators);
    auto pattern = list.substr(0, end);
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    const bool negated = pattern.starts_with('!');
    if (negated) pattern.remove_prefix(1);
    if (pattern.empty() || !matches_pattern(name, pattern)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

}  // namespace aifactory::transport::ssh
