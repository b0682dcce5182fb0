// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/files.hpp"
#include "aifactory/transport/local.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <map>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace aifactory::transport {
namespace {

constexpr std::size_t names_at_once = 256;

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

/// errno as OpenSSH's server translates it.
FileStatus status_of(int error_number) {
  switch (error_number) {
    case 0:
      return FileStatus::ok;
    case ENOENT:
    case ENOTDIR:
    case EBADF:
    case ELOOP:
      return FileStatus::no_such_file;
    case EPERM:
    case EACCES:
    case EFAULT:
      return FileStatus::permission_denied;
    case ENOSYS:
      return FileStatus::unsupported;
    default:
      return FileStatus::failure;
  }
}

Reply outcome(bool succeeded) {
  const int error_number = succeeded ? 0 : errno;
  return {.status = status_of(error_number), .message = succeeded ? "" : std::strerror(error_number)};
}

Reply bad_handle() {
  return {.status = FileStatus::failure, .message = "no such handle"};
}

FileAttributes attributes_of(const struct stat& info) {
  return {.size = static_cast<std::uint64_t>(info.st_size),
          .mode = info.st_mode,
          .modified = static_cast<std::uint32_t>(std::clamp<std::int64_t>(info.st_mtim.tv_sec, 0, UINT32_MAX))};
}

int open_flags(const request::Open& open) {
  int flags = O_CLOEXEC;
  flags |= open.access == request::Access::read ? O_RDONLY : open.access == request::Access::write ? O_WRONLY : O_RDWR;
  if (open.create != request::Create::no) flags |= O_CREAT;
  if (open.create == request::Create::truncate) flags |= O_TRUNC;
  if (open.create == request::Create::exclusive) flags |= O_EXCL;
  return flags;
}

bool write_all(int fd, std::span<const std::byte> bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const auto written = pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return true;
}

/// Applies what is set through three calls that work on a path or on a descriptor.
template <typename Truncate, typename Mode, typename Times>
bool apply(const FileAttributes& attributes, Truncate truncate, Mode mode, Times times) {
  if (attributes.size && truncate(static_cast<off_t>(*attributes.size)) != 0) return false;
  if (attributes.mode && mode(*attributes.mode & 07777) != 0) return false;
  if (!attributes.modified) return true;
  const timespec moment{.tv_sec = static_cast<time_t>(*attributes.modified), .tv_nsec = 0};
  const timespec both[2] = {moment, moment};
  return times(both) == 0;
}

/// Every request is carried out inside submit(); its reply waits for receive().
class LocalFiles final : public FileChannel {
 public:
  RequestId submit(const Request& request) override {
    auto reply = std::visit([this](const auto& r) { return handle(r); }, request);
    reply.id = ++last_id_;
    replies_.push_back(std::move(reply));
    return last_id_;
  }
  std::vector<Reply> receive() override { return std::exchange(replies_, {}); }
  std::size_t in_flight() const override { return replies_.size(); }
  std::size_t unsent() const override { return 0; }
  const FileLimits& limits() const override { return limits_; }
  pollfd poll_for() const override { return {.fd = -1, .events = 0, .revents = 0}; }

 private:
  std::string path(const std::string& given) const {
    if (given.starts_with('/')) return given;
    return given.empty() ? home_ : home_ + "/" + given;
  }

  int file(const std::string& handle) const {
    const auto found = files_.find(handle);
    return found == files_.end() ? -1 : found->second.get();
  }

  Reply handle(const request::Open& r) {
    UniqueFd fd(open(path(r.path).c_str(), open_flags(r), static_cast<mode_t>(r.mode & 07777)));
    auto reply = outcome(static_cast<bool>(fd));
    if (fd) files_.emplace(reply.text = fmt::format("f{}", ++last_handle_), std::move(fd));
    return reply;
  }
  Reply handle(const request::Close& r) {
    if (directories_.erase(r.handle) > 0) return {};
    const auto found = files_.find(r.handle);
    if (found == files_.end()) return bad_handle();
    const int fd = found->second.release();
    files_.erase(found);
    return outcome(::close(fd) == 0);
  }
  Reply handle(const request::Read& r) {
    Reply reply;
    reply.data.resize(std::min(r.size, limits_.read_size));
    const auto size = pread(file(r.handle), reply.data.data(), reply.data.size(), static_cast<off_t>(r.offset));
    if (size < 0) return outcome(false);
    if (size == 0) return {.status = FileStatus::end_of_file, .message = "end of file"};
    reply.data.resize(static_cast<std::size_t>(size));
    return reply;
  }
  Reply handle(const request::Write& r) { return outcome(write_all(file(r.handle), r.bytes, r.offset)); }
  Reply handle(const request::Stat& r) {
    struct stat info {};
    const auto at = path(r.path);
    auto reply = outcome((r.follow ? stat(at.c_str(), &info) : lstat(at.c_str(), &info)) == 0);
    if (reply.status == FileStatus::ok) reply.attributes = attributes_of(info);
    return reply;
  }
  Reply handle(const request::StatHandle& r) {
    struct stat info {};
    auto reply = outcome(fstat(file(r.handle), &info) == 0);
    if (reply.status == FileStatus::ok) reply.attributes = attributes_of(info);
    return reply;
  }
  Reply handle(const request::SetAttributes& r) {
    const auto at = path(r.path);
    return outcome(apply(
        r.attributes, [&](off_t size) { return truncate(at.c_str(), size); },
        [&](mode_t mode) { return chmod(at.c_str(), mode); },
        [&](const timespec* times) { return utimensat(AT_FDCWD, at.c_str(), times, 0); }));
  }
  Reply handle(const request::SetHandleAttributes& r) {
    const int fd = file(r.handle);
    return outcome(apply(
        r.attributes, [&](off_t size) { return ftruncate(fd, size); }, [&](mode_t mode) { return fchmod(fd, mode); },
        [&](const timespec* times) { return futimens(fd, times); }));
  }
  Reply handle(const request::OpenDirectory& r) {
    Directory directory(opendir(path(r.path).c_str()));
    auto reply = outcome(directory != nullptr);
    if (directory) directories_.emplace(reply.text = fmt::format("d{}", ++last_handle_), std::move(directory));
    return reply;
  }
  Reply handle(const request::ReadDirectory& r) {
    const auto found = directories_.find(r.handle);
    if (found == directories_.end()) return bad_handle();
    Reply reply;
    const dirent* next = nullptr;
    while (reply.entries.size() < names_at_once && (next = readdir(found->second.get())) != nullptr)
      add_entry(found->second.get(), next->d_name, reply.entries);
    if (!next && reply.entries.empty()) return {.status = FileStatus::end_of_file, .message = "end of folder"};
    return reply;
  }
  static void add_entry(DIR* directory, const char* name, std::vector<DirectoryEntry>& entries) {
    struct stat info {};
    if (std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0) return;
    if (fstatat(dirfd(directory), name, &info, AT_SYMLINK_NOFOLLOW) != 0) return;  // gone meanwhile
    entries.push_back({.name = name, .attributes = attributes_of(info)});
  }
  Reply handle(const request::MakeDirectory& r) {
    return outcome(mkdir(path(r.path).c_str(), static_cast<mode_t>(r.mode & 07777)) == 0);
  }
  Reply handle(const request::RemoveDirectory& r) { return outcome(rmdir(path(r.path).c_str()) == 0); }
  Reply handle(const request::Remove& r) { return outcome(unlink(path(r.path).c_str()) == 0); }
  Reply handle(const request::Rename& r) { return outcome(rename(path(r.from).c_str(), path(r.to).c_str()) == 0); }
  Reply handle(const request::ReadLink& r) {
    std::string target(std::size_t{64} << 10, '\0');
    const auto size = readlink(path(r.path).c_str(), target.data(), target.size());
    auto reply = outcome(size >= 0);
    if (size >= 0) reply.text = target.substr(0, static_cast<std::size_t>(size));
    return reply;
  }
  Reply handle(const request::MakeSymlink& r) { return outcome(symlink(r.target.c_str(), path(r.path).c_str()) == 0); }
  Reply handle(const request::RealPath& r) {
    const std::unique_ptr<char, decltype(&std::free)> real(realpath(path(r.path).c_str(), nullptr), &std::free);
    auto reply = outcome(real != nullptr);
    if (real) reply.text = real.get();
    return reply;
  }
  Reply handle(const request::Sync& r) { return outcome(fsync(file(r.handle)) == 0); }

  std::string home_ = user_directories().home.string();
  FileLimits limits_{.read_size = 1u << 20, .write_size = 1u << 20, .open_handles = 0};
  std::map<std::string, UniqueFd> files_;
  std::map<std::string, Directory> directories_;
  std::vector<Reply> replies_;
  RequestId last_id_ = 0;
  std::uint64_t last_handle_ = 0;
};

}  // namespace

std::unique_ptr<FileChannel> make_local_files() {
  return std::make_unique<LocalFiles>();
}

}  // namespace aifactory::transport
