// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/digest.hpp"
#include "aifactory/transfer/tree.hpp"

#include "transfer/manifest_writer.hpp"
#include "transfer/path.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <numeric>

namespace aifactory::transfer {
namespace {

std::string_view name_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::directory:
      return "directory";
    case EntryKind::symlink:
      return "symlink";
    case EntryKind::file:
      break;
  }
  return "file";
}

/// "path":"…", or "path_percent":"…" for bytes that JSON cannot carry.
std::string text_field(std::string_view key, const std::string& value) {
  if (is_utf8(value)) return fmt::format("\"{}\":{}", key, nlohmann::json(value).dump());
  return fmt::format("\"{}_percent\":\"{}\"", key, percent_encode(value));
}

}  // namespace

std::uint64_t Manifest::bytes() const {
  return std::accumulate(entries.begin(), entries.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Entry& entry) { return sum + entry.size; });
}

std::uint64_t Manifest::files() const {
  std::uint64_t count = 0;
  for (const auto& entry : entries)
    count += entry.kind == EntryKind::file;
  return count;
}

std::string Manifest::fingerprint() const {
  Sha256 all;
  const std::string_view end("\0", 1);
  for (const auto& entry : entries) {
    all.update(fmt::format("{} {:o} ", name_of(entry.kind), entry.mode));
    all.update(entry.path);
    all.update(end);
    all.update(entry.kind == EntryKind::symlink ? entry.target : entry.hash.hex());
    all.update(end);
  }
  return all.hex();
}

std::string manifest_head_line(const Manifest& manifest) {
  return fmt::format(
      R"({{"aifactory_manifest":1,{},"made":"{}","entries":{},"files":{},"bytes":{},"fingerprint":"{}"{}}})"
      "\n",
      text_field("name", manifest.name), format_time(manifest.made), manifest.entries.size(), manifest.files(),
      manifest.bytes(), manifest.fingerprint(), manifest.whole ? "" : R"(,"whole":false)");
}

std::string manifest_entry_json(const Entry& entry) {
  auto line = fmt::format(R"({{{},"kind":"{}","mode":"{:04o}","modified_ns":{})", text_field("path", entry.path),
                          name_of(entry.kind), entry.mode, entry.modified_ns);
  if (entry.kind == EntryKind::file) line += fmt::format(R"(,"size":{})", entry.size);
  if (entry.hash.known()) line += fmt::format(R"(,"sha256":"{}")", entry.hash.hex());
  if (entry.kind == EntryKind::symlink) line += "," + text_field("target", entry.target);
  return line + "}";
}

std::string manifest_sha256(const Manifest& manifest) {
  Sha256 all;
  all.update(manifest_head_line(manifest));
  for (const auto& entry : manifest.entries)
    all.update(manifest_line(entry));
  return all.hex();
}

std::string write_manifest(const Manifest& manifest) {
  auto text = manifest_head_line(manifest);
  for (const auto& entry : manifest.entries)
    text += manifest_line(entry);
  return text;
}

}  // namespace aifactory::transfer
