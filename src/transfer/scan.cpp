// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/glob.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transfer/tree.hpp"

#include "transfer/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace aifactory::transfer {
namespace {

constexpr std::size_t named_at_most = 10;

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

Entry entry_of(std::string path, const struct stat& info) {
  Entry entry;
  entry.path = std::move(path);
  entry.kind = S_ISDIR(info.st_mode)   ? EntryKind::directory
               : S_ISLNK(info.st_mode) ? EntryKind::symlink
                                       : EntryKind::file;
  entry.mode = (info.st_mode & 07777) | (S_ISDIR(info.st_mode) ? 0500 : 0400);  // else its copy could not be proved
  entry.modified_ns = nanoseconds(info.st_mtim);
  if (entry.kind == EntryKind::file) entry.size = static_cast<std::uint64_t>(info.st_size);
  return entry;
}

bool is_special(const struct stat& info) {
  return !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode) && !S_ISLNK(info.st_mode);
}

std::string read_link(int root, const std::string& path) {
  std::string target(PATH_MAX, '\0');
  const auto size = readlinkat(root, path.c_str(), target.data(), target.size());
  if (size < 0) throw system_error("cannot read the symlink " + printable(path), errno);
  target.resize(static_cast<std::size_t>(size));
  return target;
}

/// Walks a tree without recursion: what is still to be entered stands in a list.
class Scan {
 public:
  Scan(const std::filesystem::path& root, const ScanOptions& options)
      : root_(root), options_(options), exclude_(options.exclude), include_(options.include) {
    root_fd_.reset(open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!root_fd_) throw system_error("cannot read the folder " + printable(root.string()), errno, kind_of(errno));
    remember_folder("");
    to_enter_.emplace_back();
  }

  std::vector<Entry> walk() {
    while (!to_enter_.empty()) {
      throw_if_interrupted();
      const auto folder = std::move(to_enter_.back());
      to_enter_.pop_back();
      enter(folder);
    }
    return finish();
  }

  std::vector<Entry> only(const std::vector<std::string>& paths) {
    std::set<std::string> wanted;
    for (const auto& path : paths) {
      if (!is_safe_relative_path(path))
        throw Error{{.kind = ErrorKind::bad_input, .what = "not a path below the folder: " + printable(path)}};
      for (std::string_view at = path; !at.empty(); at = parent_of(at))
        wanted.emplace(at);
    }
    for (const auto& path : wanted)
      add(path, Chosen::by_name);
    to_enter_.clear();
    return finish();
  }

 private:
  enum class Chosen { by_walk, by_name };

  static ErrorKind kind_of(int error_number) {
    return error_number == ENOENT || error_number == ENOTDIR ? ErrorKind::no_input
           : error_number == EACCES                          ? ErrorKind::not_permitted
                                                             : ErrorKind::io;
  }

  void enter(const std::string& folder) {
    const char* at = folder.empty() ? "." : folder.c_str();
    const int fd = openat(root_fd_.get(), at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, CloseDirectory> directory(fd < 0 ? nullptr : fdopendir(fd));
    if (!directory) return unreadable(folder);
    while (const dirent* next = readdir(directory.get())) {
      const std::string_view name = next->d_name;
      if (name != "." && name != "..") add(join_path(folder, name), Chosen::by_walk);
    }
  }

  void add(std::string path, Chosen chosen) {
    struct stat info {};
    if (fstatat(root_fd_.get(), path.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return;  // gone meanwhile
    if (S_ISLNK(info.st_mode)) {
      if (options_.links == Links::skip) return;
      if (options_.links == Links::follow && fstatat(root_fd_.get(), path.c_str(), &info, 0) != 0)
        return dangling(path);
    }
    if (chosen == Chosen::by_walk && is_excluded(path, info)) return;
    if (is_part(path)) return options_.unfinished ? options_.unfinished(path) : void();
    if (is_special(info)) return special(path);
    add(entry_of(std::move(path), info));
  }

  void add(Entry entry) {
    if (entry.kind == EntryKind::symlink) entry.target = read_link(root_fd_.get(), entry.path);
    if (entry.kind == EntryKind::file && faccessat(root_fd_.get(), entry.path.c_str(), R_OK, AT_EACCESS) != 0)
      return unreadable(entry.path);
    if (entry.kind == EntryKind::directory) {
      if (!remember_folder(entry.path)) return;
      to_enter_.push_back(entry.path);
    }
    entries_.push_back(std::move(entry));
  }

  /// False for a folder that was entered already under another name: a symlink leads back to it.
  bool remember_folder(const std::string& path) {
    if (options_.links != Links::follow) return true;
    struct stat info {};
    if (fstatat(root_fd_.get(), path.empty() ? "." : path.c_str(), &info, 0) != 0) return false;
    return folders_.emplace(info.st_dev, info.st_ino).second;
  }

  bool is_excluded(const std::string& path, const struct stat& info) const {
    using Verdict = PatternList::Verdict;
    if (options_.exclude.empty()) return false;
    const auto kind = S_ISDIR(info.st_mode) ? PatternList::Kind::folder : PatternList::Kind::file;
    return exclude_.verdict(path, kind) == Verdict::ignored && include_.verdict(path, kind) != Verdict::ignored;
  }

  void special(const std::string& path) { remember(special_, path); }
  void unreadable(const std::string& path) { remember(unreadable_, path.empty() ? "." : path); }
  void dangling(const std::string& path) { remember(dangling_, path); }
  static void remember(std::vector<std::string>& list, const std::string& path) {
    if (list.size() <= named_at_most) list.push_back(printable(path));
  }

  static void refuse(std::vector<std::string> names, Failure failure) {
    if (names.empty()) return;
    const bool more = names.size() > named_at_most;
    if (more) names.pop_back();
    failure.why = join(names, ", ") + (more ? " and more" : "");
    throw Error(std::move(failure));
  }

  std::vector<Entry> finish() {
    const auto root = printable(root_.string());
    refuse(special_, {.kind = ErrorKind::bad_input,
                      .what = "sockets, devices and pipes cannot be copied from " + root,
                      .hint = "leave them out with --exclude"});
    refuse(unreadable_, {.kind = ErrorKind::not_permitted,
                         .what = "you may not read all of " + root,
                         .hint = "change their permissions, or leave them out with --exclude"});
    refuse(dangling_, {.kind = ErrorKind::no_input,
                       .what = "symlinks in " + root + " lead nowhere",
                       .hint = "use --links keep or --links skip"});
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
    return std::move(entries_);
  }

  std::filesystem::path root_;
  const ScanOptions& options_;
  PatternList exclude_;
  PatternList include_;
  UniqueFd root_fd_;
  std::vector<std::string> to_enter_;
  std::vector<Entry> entries_;
  std::vector<std::string> special_, unreadable_, dangling_;
  std::set<std::pair<dev_t, ino_t>> folders_;
};

}  // namespace

std::vector<Entry> scan(const std::filesystem::path& root, const ScanOptions& options) {
  struct stat info {};
  if (stat(root.c_str(), &info) != 0)
    throw Error{{.kind = errno == EACCES ? ErrorKind::not_permitted : ErrorKind::no_input,
                 .what = "there is nothing to read at " + printable(root.string()),
                 .hint = "check the path"}};
  if (is_special(info))
    throw Error{{.kind = ErrorKind::bad_input, .what = "neither a file nor a folder: " + printable(root.string())}};
  if (!S_ISDIR(info.st_mode)) return {entry_of(root.filename().string(), info)};
  Scan scan(root, options);
  return options.only ? scan.only(*options.only) : scan.walk();
}

}  // namespace aifactory::transfer
