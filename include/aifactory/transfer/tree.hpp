// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::transfer {

enum class EntryKind { file, directory, symlink };

/// One thing of a tree. Paths are relative, with '/', never leaving the tree, in any bytes but NUL.
struct Entry {
  std::string path;
  EntryKind kind = EntryKind::file;
  std::uint64_t size = 0;
  std::uint32_t mode = 0644;     ///< permission bits
  std::int64_t modified_ns = 0;  ///< since 1970
  std::string target;            ///< of a symlink
  std::string sha256;            ///< of a file, hex; empty: not known yet
};

enum class Links { keep, follow, skip };

struct ScanOptions {
  Links links = Links::keep;
  std::vector<std::string> exclude;  ///< gitignore patterns
  std::vector<std::string> include;
};

/// The tree below `root` (or the single file it is), sorted by path. Sockets, devices and pipes are refused by name
/// (bad_input); unreadable things too (not_permitted). Errors: no_input when there is nothing at `root`.
std::vector<Entry> scan(const std::filesystem::path& root, const ScanOptions& options);

/// True for a path that may be joined to a folder without leaving it: relative, no empty, "." or ".." part, no NUL.
bool is_safe_relative_path(std::string_view path);

/// The manifest beside the data: one JSON object a line, first a header. Kept in the state it proves.
struct Manifest {
  std::string name;
  Time made{};
  std::vector<Entry> entries;
  std::uint64_t bytes() const;
  std::uint64_t files() const;
  /// Hash over all paths, kinds, modes and contents: names this state of the tree.
  std::string fingerprint() const;
};
std::string write_manifest(const Manifest& manifest);
/// Errors: bad_input with the line.
Manifest read_manifest(std::string_view text);

}  // namespace aifactory::transfer
