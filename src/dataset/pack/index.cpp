// SPDX-License-Identifier: Apache-2.0
#include "dataset/pack/index.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "dataset/pack/tar.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace aifactory::dataset {
namespace {

using transfer::ContentHash;
using transfer::Entry;
using transfer::EntryKind;

std::string shard_in(const std::string& line) {
  const auto object = nlohmann::json::parse(line, nullptr, false);
  const auto shard = object.is_object() ? object.find("shard") : object.end();
  return object.is_object() && shard != object.end() && shard->is_string() ? shard->get<std::string>() : "";
}

}  // namespace

std::string index_lines(const Shard& shard, const std::vector<ContentHash>& hashes) {
  std::string lines;
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < shard.entries.size(); ++i) {
    Entry entry = shard.entries[i];
    entry.hash = entry.kind == EntryKind::file ? hashes[i] : ContentHash();
    const std::uint64_t content = at + tar_header(entry).size();
    at = content + content_of(entry) + tar_padding(content_of(entry));
    std::string line = transfer::manifest_entry_json(entry);
    line.pop_back();
    lines += line + fmt::format(R"(,"shard":"{}")", shard.name);
    if (entry.kind == EntryKind::file) lines += fmt::format(R"(,"offset":{})", content);
    lines += "}\n";
  }
  return lines;
}

std::uint64_t index_size(const Shard& shard) {
  constexpr std::size_t digits = 64;
  const auto any = *ContentHash::from_hex(std::string(digits, 'f'));
  return index_lines(shard, std::vector<ContentHash>(shard.entries.size(), any)).size();
}

std::map<std::string, std::string> lines_by_shard(std::string_view index) {
  std::map<std::string, std::string> lines;
  for (const auto& line : split_lines(index))
    if (const auto shard = shard_in(line); !shard.empty()) lines[shard] += line + "\n";
  return lines;
}

std::vector<Entry> read_index(std::string_view index) {
  std::vector<Entry> entries;
  for (const auto& line : split_lines(index))
    entries.push_back(transfer::read_manifest_entry(line));
  std::ranges::sort(entries, {}, &Entry::path);
  const auto twice = std::ranges::adjacent_find(entries, {}, &Entry::path);
  if (twice != entries.end())
    throw Error{{.kind = ErrorKind::bad_input, .what = "the index names a file twice: " + printable(twice->path)}};
  return entries;
}

std::string read_index_there(transport::Host& host, const std::string& folder) {
  constexpr std::uint64_t largest = std::uint64_t{4} << 30;
  return transport::read_remote_file(*host.open_files(), folder + "/" + std::string(index_name), largest);
}

}  // namespace aifactory::dataset
