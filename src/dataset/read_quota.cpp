// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/dataset/room.hpp"

#include "dataset/quota_tables.hpp"
#include "dataset/table_words.hpp"

#include <algorithm>

namespace aifactory::dataset {
namespace {

/// Without colours: "ESC [ … letter".
std::string plain(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b' && i + 1 < text.size() && text[i + 1] == '[') {
      i = std::min(text.find_first_not_of("0123456789;", i + 2), text.size() - 1);
      continue;
    }
    out += text[i] == '\t' ? ' ' : text[i];
  }
  return out;
}

bool is_unit(std::string_view word) {
  constexpr std::string_view units[] = {"B",  "K",  "M",  "G",   "T",   "P",   "KB",  "MB",
                                        "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB", "PiB"};
  return std::ranges::find(units, word) != std::end(units);
}

/// The amounts in a row; "1.2 TB" and "1.2TB" are the same.
std::vector<std::uint64_t> amounts_in(const std::vector<std::string>& words) {
  std::vector<std::uint64_t> amounts;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool apart = i + 1 < words.size() && is_unit(words[i + 1]);
    const auto amount = parse_bytes(apart ? words[i] + words[i + 1] : words[i]);
    if (!amount) continue;
    amounts.push_back(*amount);
    if (apart) ++i;
  }
  return amounts;
}

std::uint64_t left(std::uint64_t used, std::uint64_t limit) {
  return limit > used ? limit - used : 0;
}

/// "gpfs_scratch" for /gpfs/scratch/…: GPFS names its file sets so.
std::string file_set_of(std::string_view folder) {
  const auto parts = split(folder, '/');
  return parts.size() > 2 ? parts[1] + '_' + parts[2] : std::string();
}

/// FILE_SET KIND used quota limit in-doubt: the quota is soft, the limit is what ends a write. A limit of 0 is none.
std::optional<Limit> bsc_row(const std::vector<std::string>& words, const std::string& file_set) {
  if (words.empty() || words[0] != file_set) return std::nullopt;
  const auto amounts = amounts_in({words.begin() + 1, words.end()});
  if (amounts.size() < 3) return std::nullopt;
  const auto limit = std::max(amounts[1], amounts[2]);
  if (limit == 0) return std::nullopt;
  return Limit{"quota of " + file_set, left(amounts[0], limit), {}};
}

/// Counts of files are written with decimal prefixes ("2.0M").
std::optional<std::uint64_t> count(std::string_view text) {
  const auto binary = parse_bytes(text);
  if (!binary || text.empty()) return std::nullopt;
  constexpr std::string_view prefixes = "kmgt";
  const auto power = prefixes.find(to_lower(text.substr(text.size() - 1)));
  if (power == std::string_view::npos) return binary;
  double value = static_cast<double>(*binary);
  for (std::size_t i = 0; i <= power; ++i)
    value *= 1000.0 / 1024.0;
  return static_cast<std::uint64_t>(value + 0.5);
}

using Reader = std::optional<std::uint64_t> (*)(std::string_view);

/// What is left by "USED/LIMIT".
std::optional<std::uint64_t> left_in(const std::string& pair, Reader read) {
  const auto slash = pair.find('/');
  if (slash == std::string::npos || slash == 0) return std::nullopt;
  const auto used = read(std::string_view(pair).substr(0, slash));
  const auto limit = read(std::string_view(pair).substr(slash + 1));
  if (!used || !limit || *limit == 0) return std::nullopt;
  return left(*used, *limit);
}

std::optional<Limit> path_row(const std::vector<std::string>& words, std::string_view folder) {
  const auto place = std::ranges::find_if(words, [&](const std::string& word) { return is_above(word, folder); });
  if (place == words.end()) return std::nullopt;
  Limit limit{.name = "quota of " + printable(*place), .free_bytes = {}, .free_files = {}};
  for (auto word = place + 1; word != words.end(); ++word) {
    if (!limit.free_bytes)
      limit.free_bytes = left_in(*word, [](std::string_view text) { return parse_bytes(text); });
    else if (!limit.free_files)
      limit.free_files = left_in(*word, count);
  }
  return limit.free_bytes ? std::optional(limit) : std::nullopt;
}

}  // namespace

std::vector<Limit> read_quota(std::string_view parser, std::string_view answer, std::string_view folder) {
  const auto lines = split_lines(plain(answer));
  if (parser == "lfs") return read_lfs_quota(lines, folder);
  if (parser == "mmlsquota") return read_mmlsquota(lines, folder);
  if (parser == "beegfs") return read_beegfs_quota(lines);
  const std::string file_set = file_set_of(folder);
  std::vector<Limit> limits;
  for (const auto& line : lines) {
    const auto words = words_of(line);
    const auto limit = parser == "bsc_quota" ? bsc_row(words, file_set) : path_row(words, folder);
    if (limit) limits.push_back(*limit);
  }
  return limits;
}

}  // namespace aifactory::dataset
