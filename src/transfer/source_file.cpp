// SPDX-License-Identifier: Apache-2.0
#include "transfer/source_file.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace aifactory::transfer {
namespace {

std::int64_t nanoseconds_of(const struct stat& info) {
  return std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
}

}  // namespace

SourceFile::SourceFile(std::filesystem::path path) : path_(std::move(path)) {
  if (stat(path_.c_str(), &first_) != 0 || !S_ISREG(first_.st_mode))
    throw Error{{.kind = ErrorKind::no_input,
                 .what = "the file went away while others were sent: " + printable(path_.string()),
                 .hint = "run the same command again: what was sent is kept"}};
}

std::int64_t SourceFile::modified_ns() const {
  return nanoseconds_of(first_);
}

bool SourceFile::has_holes() const {
  constexpr std::uint64_t block = 512;
  return static_cast<std::uint64_t>(first_.st_blocks) * block < size();
}

bool SourceFile::is_same(const struct stat& now) const {
  return now.st_ino == first_.st_ino && now.st_size == first_.st_size && nanoseconds_of(now) == modified_ns();
}

bool SourceFile::has_changed() const {
  struct stat now {};
  return stat(path_.c_str(), &now) != 0 || !is_same(now);
}

void SourceFile::open() {
  struct stat info {};
  fd_.reset(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd_ && errno != ENOENT) throw system_error("cannot read " + printable(path_.string()), errno);
  changed_ = !fd_ || fstat(fd_.get(), &info) != 0 || !is_same(info);
}

std::size_t SourceFile::read(std::uint64_t offset, std::span<std::byte> room) {
  if (!fd_) open();
  while (!changed_) {
    const auto got = pread(fd_.get(), room.data(), room.size(), static_cast<off_t>(offset));
    if (got > 0) return static_cast<std::size_t>(got);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("cannot read " + printable(path_.string()), errno);
    changed_ = true;  // it became shorter
  }
  return 0;
}

std::uint64_t SourceFile::next_data(std::uint64_t offset, std::uint64_t end) {
  if (!fd_) open();
  if (changed_) return offset;
  const auto data = lseek(fd_.get(), static_cast<off_t>(offset), SEEK_DATA);
  if (data < 0) return errno == ENXIO ? end : offset;
  return std::min(end, static_cast<std::uint64_t>(data));
}

}  // namespace aifactory::transfer
