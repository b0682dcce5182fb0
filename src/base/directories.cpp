// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"

#include "base/open.hpp"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <pwd.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace aifactory {
namespace {

namespace fs = std::filesystem;

/// The value of a variable that must name an absolute path; else empty.
fs::path path_from_environment(const char* name) {
  const char* value = std::getenv(name);
  fs::path path = value == nullptr ? "" : value;
  return path.is_absolute() ? path : fs::path();
}

fs::path home_directory() {
  if (fs::path home = path_from_environment("HOME"); !home.empty()) return home;
  const passwd* entry = ::getpwuid(::getuid());
  if (entry != nullptr && entry->pw_dir != nullptr && entry->pw_dir[0] == '/') return entry->pw_dir;
  throw Error{{.kind = ErrorKind::config,
               .what = "cannot find your home folder",
               .why = "HOME is not set, and the password database has no entry for you",
               .hint = "set HOME to an absolute path"}};
}

fs::path xdg(const char* name, const fs::path& otherwise) {
  const fs::path base = path_from_environment(name);
  return (base.empty() ? otherwise : base) / "aifactory";
}

fs::path runtime_directory() {
  const fs::path base = path_from_environment("XDG_RUNTIME_DIR");
  return base.empty() ? fs::path("/tmp/aifactory-" + std::to_string(::getuid())) : base / "aifactory";
}

[[noreturn]] void throw_cannot_create(const fs::path& path, int error_number) {
  auto failure = system_error(cannot("create", path), error_number, ErrorKind::cannot_create).failure();
  failure.hint = "make room for it there, or choose another place with XDG_STATE_HOME, XDG_CACHE_HOME, XDG_RUNTIME_DIR";
  throw Error{failure};
}

void make_with_parents(const fs::path& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return;
  if (errno != ENOENT || !path.has_relative_path()) throw_cannot_create(path, errno);
  make_with_parents(path.parent_path());
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) throw_cannot_create(path, errno);
}

/// A link here may be the user's own; one that somebody else laid in /tmp leads into a trap.
bool belongs_to_user(const fs::path& path, const struct stat& target) {
  struct stat itself = {};
  return ::lstat(path.c_str(), &itself) == 0 && itself.st_uid == ::geteuid() && target.st_uid == ::geteuid();
}

void refuse_shared(const fs::path& path) {
  struct stat facts = {};
  if (::stat(path.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode)) throw_cannot_create(path, ENOTDIR);
  if (!belongs_to_user(path, facts))
    throw Error{{.kind = ErrorKind::not_permitted,
                 .what = cannot("use", path),
                 .why = "the folder belongs to somebody else",
                 .hint = "remove it, or choose another place with XDG_RUNTIME_DIR or XDG_STATE_HOME"}};
  if ((facts.st_mode & 077u) != 0)
    throw Error{{.kind = ErrorKind::not_permitted,
                 .what = cannot("use", path),
                 .why = "the folder is open to other users",
                 .hint = "chmod 700 " + printable(shell_quote(path.native()))}};
}

/// Folders without write permission cannot be emptied: give it back first.
void open_up(const fs::path& root) {
  ::chmod(root.c_str(), 0700);
  std::error_code error;
  for (fs::directory_iterator entry(root, error); !error && entry != fs::directory_iterator(); entry.increment(error))
    if (entry->symlink_status().type() == fs::file_type::directory) open_up(entry->path());
}

}  // namespace

Directories user_directories() {
  const fs::path home = home_directory();
  return {.config = xdg("XDG_CONFIG_HOME", home / ".config"),
          .state = xdg("XDG_STATE_HOME", home / ".local/state"),
          .cache = xdg("XDG_CACHE_HOME", home / ".cache"),
          .data = xdg("XDG_DATA_HOME", home / ".local/share"),
          .runtime = runtime_directory(),
          .home = home};
}

void make_private_directory(const fs::path& path) {
  const fs::path folder = path.has_filename() ? path : path.parent_path();
  make_with_parents(folder);
  refuse_shared(folder);
}

FileLock::FileLock(const fs::path& path, const std::function<void()>& long_wait)
    : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
  if (!fd_) throw system_error(cannot("lock", path), errno, ErrorKind::cannot_create);
  // Not by waiting in flock: Ctrl-C may be another thread's to hear.
  constexpr std::chrono::milliseconds step{10};
  constexpr int steps_of_a_second = 100;
  int steps = 0;
  while (::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      throw system_error(cannot("lock", path), errno, ErrorKind::cannot_create);
    if (++steps == steps_of_a_second && long_wait) long_wait();
    interruptible_sleep(step);
  }
}

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (fs::temp_directory_path() / "aifactory-XXXXXX").native();
  if (::mkdtemp(name.data()) == nullptr)
    throw system_error("cannot create a temporary folder", errno, ErrorKind::cannot_create);
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code error;
  fs::remove_all(path_, error);
  if (!error) return;
  open_up(path_);
  fs::remove_all(path_, error);
}

}  // namespace aifactory
