// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/glob.hpp"

#include "aifactory/base/text.hpp"

#include "base/glob_part.hpp"

#include <algorithm>
#include <span>

namespace aifactory {
namespace {

constexpr std::string_view any_parts = "**";

std::vector<std::string> parts_of_pattern(std::string_view pattern) {
  std::vector<std::string> parts = split(pattern, '/');
  if (parts.back() == any_parts) parts.emplace_back("*");  // what is inside, not the folder itself
  return parts;
}

/// The same walk as within a part, with "**" for '*' and parts for characters.
bool parts_match(std::span<const std::string> pattern, std::span<const std::string> path) {
  std::size_t p = 0, t = 0, behind_star = 0, star_path = 0;  // behind_star 0: none seen yet
  while (t < path.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == any_parts) {
      behind_star = ++p;
      star_path = t;
    } else if (p < pattern.size() && t < path.size() && part_matches(pattern[p], path[t])) {
      ++p;
      ++t;
    } else {
      if (behind_star == 0 || star_path >= path.size()) return false;
      p = behind_star;
      t = ++star_path;
    }
  }
  return true;
}

/// Blanks at the end count only behind a backslash.
std::string_view without_trailing_blanks(std::string_view pattern) {
  const std::size_t last = pattern.find_last_not_of(' ');
  if (last == std::string_view::npos) return {};
  std::size_t backslashes = 0;
  while (backslashes <= last && pattern[last - backslashes] == '\\')
    ++backslashes;
  const std::size_t kept = backslashes % 2;  // the blank that the last backslash protects
  return pattern.substr(0, last + 1 + kept);
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view path) {
  return parts_match(parts_of_pattern(pattern), split(path, '/'));
}

PatternList::PatternList(const std::vector<std::string>& patterns) {
  for (const std::string& pattern : patterns) {
    const std::string_view text = without_trailing_blanks(pattern);
    if (!text.empty() && text[0] != '#') rules_.push_back(parse(text));
  }
}

PatternList::Rule PatternList::parse(std::string_view pattern) {
  Rule rule;
  if (pattern.starts_with('!')) {
    rule.verdict = Verdict::included;
    pattern.remove_prefix(1);
  }
  if (pattern.ends_with('/')) {
    rule.folders_only = true;
    pattern.remove_suffix(1);
  }
  const bool bound_to_root = pattern.find('/') != std::string_view::npos;
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  rule.parts = bound_to_root ? parts_of_pattern(pattern) : std::vector<std::string>{"**", std::string(pattern)};
  return rule;
}

PatternList::Verdict PatternList::verdict(std::string_view relative_path, Kind kind) const {
  const std::vector<std::string> path = split(relative_path, '/');
  const auto last = std::find_if(rules_.rbegin(), rules_.rend(), [&](const Rule& rule) {
    return (!rule.folders_only || kind == Kind::folder) && parts_match(rule.parts, path);
  });
  return last == rules_.rend() ? Verdict::none : last->verdict;
}

}  // namespace aifactory
