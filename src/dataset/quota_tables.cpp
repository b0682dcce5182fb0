// SPDX-License-Identifier: Apache-2.0
#include "dataset/quota_tables.hpp"

#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"

#include "dataset/table_words.hpp"

#include <algorithm>
#include <array>

namespace aifactory::dataset {
namespace {

bool is_number(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "12*" is over a limit, "[12]" may be out of date; a bare number counts `unit` bytes.
std::optional<std::uint64_t> amount(std::string word, std::uint64_t unit) {
  std::erase_if(word, [](char c) { return c == '*' || c == '[' || c == ']'; });
  const auto value = parse_bytes(word);
  if (!value || !is_number(word)) return value;
  return *value > UINT64_MAX / unit ? std::nullopt : std::optional(*value * unit);
}

/// USED and, two columns further, the hard limit.
std::optional<std::uint64_t> free_at(const Words& words, std::size_t at, std::uint64_t unit) {
  if (at + 2 >= words.size()) return std::nullopt;
  const auto used = amount(words[at], unit);
  const auto limit = amount(words[at + 2], unit);
  if (!used || !limit || *limit == 0) return std::nullopt;
  return *limit > *used ? *limit - *used : 0;
}

void add(std::vector<Limit>& limits, std::string_view name, std::optional<std::uint64_t> bytes,
         std::optional<std::uint64_t> files) {
  if (bytes || files) limits.push_back({"quota of " + printable(name), bytes, files});
}

/// A grace time may be of two words: "6 days".
std::size_t behind_grace(const Words& words, std::size_t at) {
  constexpr std::array<std::string_view, 6> units = {"days", "day", "hours", "hour", "minutes", "minute"};
  const bool two = at + 1 < words.size() && std::ranges::find(units, words[at + 1]) != units.end();
  return at + (two ? 2 : 1);
}

std::uint64_t unit_named(std::string_view name) {
  if (name == "MB") return std::uint64_t{1} << 20;
  if (name == "GB") return std::uint64_t{1} << 30;
  return name == "TB" ? std::uint64_t{1} << 40 : 1024;
}

/// "scratch" and "gpfs_scratch" for /gpfs/scratch/…
bool is_part_of(std::string_view name, std::string_view folder) {
  const auto parts = split(folder, '/');
  return std::ranges::find(parts, name) != parts.end() || (parts.size() > 2 && parts[1] + '_' + parts[2] == name);
}

}  // namespace

std::vector<Limit> read_lfs_quota(const std::vector<std::string>& lines, std::string_view folder) {
  std::vector<Limit> limits;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto words = words_of(lines[i]);
    if (words.empty() || !is_above(words[0], folder)) continue;
    if (words.size() == 1 && i + 1 < lines.size())
      for (auto& word : words_of(lines[i + 1]))
        words.push_back(std::move(word));
    constexpr std::size_t bytes = 1, files = 5;
    add(limits, words[0], free_at(words, bytes, 1024), free_at(words, files, 1));
  }
  return limits;
}

std::vector<Limit> read_mmlsquota(const std::vector<std::string>& lines, std::string_view folder) {
  constexpr std::array<std::string_view, 3> kinds = {"USR", "GRP", "FILESET"};
  std::vector<Limit> limits;
  std::uint64_t unit = 1024;
  for (const auto& line : lines) {
    const auto words = words_of(line);
    if (const auto type = std::ranges::find(words, "type"); type != words.end() && type + 1 != words.end())
      unit = unit_named(*(type + 1));
    const auto kind = std::ranges::find_first_of(words, kinds);
    const auto names = static_cast<std::size_t>(kind - words.begin());
    if (kind == words.end() || names == 0) continue;
    const auto mine = std::find_if(words.begin(), kind, [&](const auto& name) { return is_part_of(name, folder); });
    if (mine == kind) continue;
    const std::size_t bytes = names + 1, grace = bytes + 4;
    add(limits, *mine, free_at(words, bytes, unit), free_at(words, behind_grace(words, grace), 1));
  }
  return limits;
}

std::vector<Limit> read_beegfs_quota(const std::vector<std::string>& lines) {
  std::vector<Limit> limits;
  for (const auto& line : lines) {
    Words cells;
    for (auto& cell : split(line, '|')) {
      std::erase(cell, ' ');
      if (!cell.empty()) cells.push_back(std::move(cell));
    }
    constexpr std::size_t columns = 6;  // name, id, used, hard, files, hard
    if (cells.size() != columns || !is_number(cells[1])) continue;
    const auto left = [&](std::size_t at) { return free_at({cells[at], "", cells[at + 1]}, 0, 1); };
    add(limits, cells[0], left(2), left(4));
  }
  return limits;
}

}  // namespace aifactory::dataset
