// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/text.hpp"

#include <algorithm>

namespace aifactory {
namespace {

constexpr std::size_t longest_name = 128;  // longer ones are no slip of the finger, and the work is quadratic

using Row = std::vector<std::size_t>;

/// Optimal string alignment: insertions, deletions, replacements, swapped neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  Row before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

/// One slip in three letters, and never all of a name.
std::size_t allowed_distance(std::size_t length) {
  return length < 2 ? 0 : std::max<std::size_t>(1, length / 3);
}

}  // namespace

std::optional<std::string> closest(std::string_view name, std::span<const std::string> candidates) {
  if (name.empty() || name.size() > longest_name) return {};
  const std::string wanted = to_lower(name);
  const std::string* best = nullptr;
  std::size_t best_distance = allowed_distance(name.size()) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest_name) continue;
    const std::size_t distance = edit_distance(wanted, to_lower(candidate));
    if (distance < best_distance && distance < candidate.size()) {
      best = &candidate;
      best_distance = distance;
    }
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
  const auto near = closest(name, candidates);
  return near ? " (did you mean '" + *near + "'?)" : std::string();
}

}  // namespace aifactory
