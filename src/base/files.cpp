// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/files.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/quantity.hpp"
#include "aifactory/base/text.hpp"

#include "base/open.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace aifactory {
namespace {

namespace fs = std::filesystem;

std::string read_all(const UniqueFd& file, const fs::path& path, std::uint64_t limit) {
  std::string content;
  std::vector<char> buffer(std::size_t{64} << 10);
  while (const std::size_t size = read_some(file, path, std::as_writable_bytes(std::span(buffer)))) {
    content.append(buffer.data(), size);
    if (content.size() > limit)
      throw Error{{.kind = ErrorKind::bad_input,
                   .what = cannot("read", path),
                   .why = "it is larger than " + format_bytes(limit)}};
  }
  return content;
}

void write_all(const UniqueFd& file, const fs::path& path, std::string_view content) {
  while (!content.empty()) {
    const ssize_t size = ::write(file.get(), content.data(), content.size());
    if (size >= 0)
      content.remove_prefix(static_cast<std::size_t>(size));
    else if (errno != EINTR)
      throw system_error(cannot("write", path), errno);
  }
}

void sync(const UniqueFd& file, const fs::path& path) {
  // Some file systems know no fsync for folders.
  if (::fsync(file.get()) != 0 && errno != EINVAL && errno != ENOTSUP) throw system_error(cannot("write", path), errno);
}

/// A link to the file stays a link: what it points to is replaced.
fs::path behind_links(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(path, error)) return path;
  const fs::path target = fs::weakly_canonical(path, error);
  return error ? path : target;
}

/// Removes the file unless it was renamed away in time.
struct TemporaryFile {
  fs::path path;
  ~TemporaryFile() { ::unlink(path.c_str()); }
};

}  // namespace

void UniqueFd::reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

ErrorKind kind_of_errno(int error_number) {
  if (error_number == ENOENT || error_number == ENOTDIR) return ErrorKind::no_input;
  if (error_number == EACCES || error_number == EPERM) return ErrorKind::not_permitted;
  return ErrorKind::io;
}

std::string cannot(const char* act, const fs::path& path) {
  return std::string("cannot ") + act + " '" + printable(path.native()) + "'";
}

UniqueFd open_for_reading(const fs::path& path) {
  for (;;) {
    UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file) return file;
    if (errno != EINTR) throw system_error(cannot("read", path), errno, kind_of_errno(errno));
    throw_if_interrupted();
  }
}

std::size_t read_some(const UniqueFd& file, const fs::path& path, std::span<std::byte> buffer) {
  for (;;) {
    const ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
    if (size >= 0) return static_cast<std::size_t>(size);
    if (errno != EINTR) throw system_error(cannot("read", path), errno);
    throw_if_interrupted();
  }
}

std::string read_file(const fs::path& path, std::uint64_t limit) {
  return read_all(open_for_reading(path), path, limit);
}

std::optional<std::string> read_file_if_any(const fs::path& path, std::uint64_t limit) try {
  return read_file(path, limit);
} catch (const Error& error) {
  if (error.kind() == ErrorKind::no_input) return {};
  throw;
}

void write_file(const fs::path& path, std::string_view content, mode_t mode) {
  const fs::path target = behind_links(path);
  const fs::path folder = target.has_parent_path() ? target.parent_path() : ".";
  const TemporaryFile temporary{folder / (".aifactory-" + random_name(12))};
  UniqueFd file(::open(temporary.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!file) throw system_error(cannot("write", path), errno, ErrorKind::cannot_create);
  write_all(file, path, content);
  sync(file, path);
  file.reset();
  if (::rename(temporary.path.c_str(), target.c_str()) != 0)
    throw system_error(cannot("write", path), errno, ErrorKind::cannot_create);
  const UniqueFd opened_folder(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened_folder) sync(opened_folder, folder);
}

}  // namespace aifactory
