// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/digest.hpp"
#include "aifactory/base/files.hpp"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <sys/stat.h>

namespace aifactory::test {

inline void write(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

/// Bytes that no compression or repetition helps with.
inline std::string noise(std::size_t size, std::uint64_t seed = 1) {
  std::string bytes(size, '\0');
  auto state = seed * 0x9e3779b97f4a7c15;  // xorshift: quick also without optimisation
  for (std::size_t i = 0; i + sizeof state <= size; i += sizeof state) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    std::memcpy(bytes.data() + i, &state, sizeof state);
  }
  return bytes;
}

inline std::uint32_t mode_of(const std::filesystem::path& path) {
  struct stat info {};
  lstat(path.c_str(), &info);
  return info.st_mode & 07777;
}

/// What a copy must have in common with its original.
struct Facts {
  std::string kind;
  std::string content;
  std::uint32_t mode;
  std::int64_t seconds;
  bool operator==(const Facts&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const Facts& facts) {
  return out << facts.kind << ' ' << facts.content << ' ' << std::oct << facts.mode << std::dec << ' ' << facts.seconds;
}

using Tree = std::map<std::string, Facts>;

/// What differs between two trees, for messages.
inline std::string difference(const Tree& a, const Tree& b) {
  std::ostringstream out;
  for (const auto& [path, facts] : a) {
    const auto other = b.find(path);
    if (other == b.end())
      out << path << ": only in the first\n";
    else if (!(facts == other->second))
      out << path << ": " << facts << " / " << other->second << "\n";
  }
  for (const auto& [path, facts] : b)
    if (a.count(path) == 0) out << path << ": only in the second\n";
  return out.str();
}

inline Tree tree_facts(const std::filesystem::path& root) {
  Tree facts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    struct stat info {};
    lstat(entry.path().c_str(), &info);
    const auto path = entry.path().lexically_relative(root).string();
    if (S_ISLNK(info.st_mode))
      facts[path] = {"link", std::filesystem::read_symlink(entry.path()), 0, 0};
    else if (S_ISDIR(info.st_mode))
      facts[path] = {"folder", "", info.st_mode & 07777, info.st_mtim.tv_sec};
    else
      facts[path] = {"file", sha256_of_file(entry.path()), info.st_mode & 07777, info.st_mtim.tv_sec};
  }
  return facts;
}

/// Small and large files, odd names, empty things, symlinks, modes and times.
inline void make_tree(const std::filesystem::path& root) {
  namespace fs = std::filesystem;
  fs::create_directories(root / "deep/er/est");
  fs::create_directories(root / "empty");
  write(root / "text", "text");
  write(root / "nothing", "");
  write(root / "-", "minus");
  write(root / "-rf", "option");
  write(root / "new\nline\\and 'quotes' $(id) \"", "odd");
  write(root / "\xff\xfe", "not UTF-8");
  write(root / "deep/er/est/middle", noise(300'001));
  write(root / "large", noise((4 << 20) + 5));
  for (int i = 0; i < 40; ++i)
    write(root / "deep" / ("small" + std::to_string(i)), noise(static_cast<std::size_t>(i) * 137));
  fs::create_symlink("text", root / "link");
  fs::create_symlink("/nowhere/at all", root / "deep/dangling");
  fs::permissions(root / "-rf", fs::perms(0755));
  fs::permissions(root / "large", fs::perms(0444));
  fs::permissions(root / "deep/er", fs::perms(0700));
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1000);
  fs::last_write_time(root / "text", old);
  fs::last_write_time(root / "deep/er/est", old);
}

}  // namespace aifactory::test
