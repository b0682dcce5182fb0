// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>

namespace aifactory {

/// Owns a file descriptor; closes it once.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) reset(std::exchange(other.fd_, -1));
    return *this;
  }
  ~UniqueFd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

/// The whole file. Errors: no_input when it is not there, not_permitted, io; bad_input above `limit` bytes.
std::string read_file(const std::filesystem::path& path, std::uint64_t limit = 64u << 20);

/// The same, or nothing when the file is not there.
std::optional<std::string> read_file_if_any(const std::filesystem::path& path, std::uint64_t limit = 64u << 20);

/// Replaces `path` in one step (temporary file beside it, fsync, rename): readers see the old text or the new one.
/// Errors: cannot_create, io.
void write_file(const std::filesystem::path& path, std::string_view content, mode_t mode = 0644);

/// Makes the folder and its missing parents; the last one gets mode 0700 and must belong to this user.
/// Errors: cannot_create; not_permitted when it is somebody else's or open to others.
void make_private_directory(const std::filesystem::path& path);

/// The user's folders (XDG Base Directory Specification 0.8), each with "aifactory" appended. Not created here.
/// Relative XDG values are ignored, as the specification says.
struct Directories {
  std::filesystem::path config;   ///< $XDG_CONFIG_HOME, ~/.config
  std::filesystem::path state;    ///< $XDG_STATE_HOME, ~/.local/state
  std::filesystem::path cache;    ///< $XDG_CACHE_HOME, ~/.cache
  std::filesystem::path data;     ///< $XDG_DATA_HOME, ~/.local/share
  std::filesystem::path runtime;  ///< $XDG_RUNTIME_DIR, else /tmp/aifactory-UID
  std::filesystem::path home;     ///< $HOME, else the password database's; nothing appended
};
Directories user_directories();

/// An exclusive lock held while the object lives (flock(2) on `path`, which is created 0600).
class FileLock {
 public:
  /// Waits for the lock; `long_wait` is called once when that has taken a second. Errors: cannot_create, interrupted.
  explicit FileLock(const std::filesystem::path& path, const std::function<void()>& long_wait = {});

 private:
  UniqueFd fd_;
};

/// A folder of its own under the system's temporary one, removed with everything in it at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace aifactory
