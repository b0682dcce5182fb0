// SPDX-License-Identifier: Apache-2.0
#include "dataset/pack/shards.hpp"

#include "aifactory/base/digest.hpp"

#include "dataset/pack/tar.hpp"

namespace aifactory::dataset {
namespace {

using transfer::Entry;
using transfer::EntryKind;

constexpr std::string_view prefix = "shard-", suffix = ".tar";
constexpr std::size_t name_digits = 16;
constexpr std::uint32_t one_cut_in = 16;

std::uint64_t taken_by(const Entry& entry) {
  return tar_header(entry).size() + content_of(entry) + tar_padding(content_of(entry));
}

/// FNV-1a: any even spread does, but it must be the same everywhere.
bool is_cut(std::string_view path) {
  std::uint32_t hash = 2166136261u;
  for (const char c : path)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash % one_cut_in == 0;
}

/// Headers hold all but the content; that is known by size and exact time.
std::string name_for(std::span<const Entry> entries) {
  Sha256 hash;
  for (const Entry& entry : entries) {
    hash.update(tar_header(entry));
    hash.update(std::to_string(entry.kind == EntryKind::file ? entry.modified_ns : 0) + '\n');
  }
  return std::string(prefix) + hash.hex().substr(0, name_digits) + std::string(suffix);
}

Shard shard_of(std::span<const Entry> entries, std::uint64_t content) {
  return {.name = name_for(entries), .size = content + tar_end().size(), .entries = entries};
}

}  // namespace

std::uint64_t content_of(const Entry& entry) {
  return entry.kind == EntryKind::file ? entry.size : 0;
}

bool is_shard_name(std::string_view name) {
  return name.size() == prefix.size() + name_digits + suffix.size() && name.starts_with(prefix) &&
         name.ends_with(suffix) &&
         name.substr(prefix.size(), name_digits).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::vector<Shard> plan_shards(const std::vector<Entry>& entries, const ShardSizes& sizes) {
  std::vector<Shard> shards;
  const std::span<const Entry> all(entries);
  std::size_t first = 0;
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::uint64_t next = taken_by(entries[i]);
    if (i > first && (size + next > sizes.most || (size >= sizes.least && is_cut(entries[i].path)))) {
      shards.push_back(shard_of(all.subspan(first, i - first), size));
      first = i;
      size = 0;
    }
    size += next;
  }
  if (first < entries.size()) shards.push_back(shard_of(all.subspan(first), size));
  return shards;
}

}  // namespace aifactory::dataset
