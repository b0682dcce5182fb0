// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::transfer {

/// Files of this suffix are unfinished transfers; they are never part of a tree.
constexpr std::string_view part_suffix = ".aifactory-part";

/// SHA-256 of a file's content in its 32 bytes (trees have millions of files).
class ContentHash {
 public:
  /// Not known yet.
  ContentHash() = default;
  /// From 64 hex digits; nothing else is one.
  static std::optional<ContentHash> from_hex(std::string_view hex);
  bool known() const { return *this != ContentHash(); }
  /// Lower-case; empty when not known.
  std::string hex() const;
  bool operator==(const ContentHash&) const = default;

 private:
  std::array<std::uint8_t, 32> bytes_{};
};

enum class EntryKind : std::uint8_t { file, directory, symlink };

/// One thing of a tree. Paths are relative, with '/', never leaving the tree, in any bytes but NUL.
struct Entry {
  std::string path = {};
  std::string target = {};  ///< of a symlink
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  ///< since 1970
  ContentHash hash = {};         ///< of a file
  std::uint32_t mode = 0644;     ///< permission bits
  EntryKind kind = EntryKind::file;
};

enum class Links { keep, follow, skip };

struct ScanOptions {
  Links links = Links::keep;
  std::vector<std::string> exclude = {};  ///< gitignore patterns
  std::vector<std::string> include = {};  ///< taken although excluded
  /// Exactly these paths and the folders above them, whatever the patterns say; those that are gone are left out.
  std::optional<std::vector<std::string>> only = {};
  /// Told of what is left out as the rest of an unfinished transfer, by its name; patterns leave out without a word.
  std::function<void(const std::string& path)> unfinished = {};
};

/// The tree below `root` (or the single file it is), sorted by path; unfinished transfers are left out. Sockets,
/// devices and pipes are refused by name (bad_input); unreadable things too (not_permitted). Errors: no_input when
/// there is nothing at `root`.
std::vector<Entry> scan(const std::filesystem::path& root, const ScanOptions& options);

/// True for a path that may be joined to a folder without leaving it: relative, no empty, "." or ".." part, no NUL.
bool is_safe_relative_path(std::string_view path);

/// True when a symlink at `path` of a tree with this target stays inside the tree.
bool is_safe_link(std::string_view path, std::string_view target);

/// The manifest beside the data: one JSON object a line, first a header. Kept in the state it proves.
struct Manifest {
  std::string name = {};
  Time made{};
  std::vector<Entry> entries = {};  ///< sorted by path
  bool whole = true;                ///< false: more is to come, and nobody should read the tree yet
  std::uint64_t bytes() const;
  std::uint64_t files() const;
  /// Hash over all paths, kinds, modes and contents: names this state of the tree.
  std::string fingerprint() const;
};
std::string write_manifest(const Manifest& manifest);
/// One entry as its line of a manifest, a JSON object, without newline.
std::string manifest_entry_json(const Entry& entry);
/// Errors: bad_input.
Entry read_manifest_entry(std::string_view json);
/// Of the same text, which large trees had better not have in memory.
std::string manifest_sha256(const Manifest& manifest);
/// Errors: bad_input with the line.
Manifest read_manifest(std::string_view text);

/// The first line of a manifest: what is told about a tree without reading all of it.
struct ManifestHead {
  std::string name = {};
  Time made{};
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::string fingerprint = {};
  bool whole = true;
};
/// Errors: bad_input.
ManifestHead read_manifest_head(std::string_view line);

}  // namespace aifactory::transfer
