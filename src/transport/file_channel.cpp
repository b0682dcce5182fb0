// SPDX-License-Identifier: Apache-2.0
#include "aifactory/transport/file_channel.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/interrupt.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <sys/stat.h>

namespace aifactory::transport {
namespace {

using Clock = std::chrono::steady_clock;

bool is_type(const std::optional<std::uint32_t>& mode, mode_t type) {
  return mode && (*mode & S_IFMT) == type;
}

/// Waits until the channel may make progress or `limit` has passed.
void wait_for(const FileChannel& files, std::chrono::milliseconds limit) {
  auto channel = files.poll_for();
  if (channel.fd < 0) return;
  pollfd both[2] = {channel, {.fd = interrupt_descriptor(), .events = POLLIN, .revents = 0}};
  poll(both, 2, static_cast<int>(std::clamp<std::int64_t>(limit.count(), 0, 60'000)));
  throw_if_interrupted();
}

ErrorKind kind_of(FileStatus status) {
  switch (status) {
    case FileStatus::no_such_file:
      return ErrorKind::no_input;
    case FileStatus::permission_denied:
      return ErrorKind::not_permitted;
    default:
      return ErrorKind::io;
  }
}

std::string reason_of(const Reply& reply) {
  const auto said = printable(reply.message);
  switch (reply.status) {
    case FileStatus::no_such_file:
      return "there is no such file or folder";
    case FileStatus::permission_denied:
      return "permission denied";
    case FileStatus::unsupported:
      return "the server does not support it";
    case FileStatus::end_of_file:
      return "the file ended too early";
    default:
      return said.empty() ? "the server gave no reason" : "the server said: " + said;
  }
}

/// SFTP 3 has no code for a full disk or quota; they look like this.
std::string hint_for(FileStatus status) {
  return status == FileStatus::failure ? "the disk may be full or your quota reached: look at both on the site" : "";
}

std::string folder_of(const std::string& path) {
  const auto slash = path.find_last_not_of('/') == std::string::npos ? std::string::npos : path.rfind('/');
  return slash == std::string::npos ? "" : slash == 0 ? "/" : path.substr(0, slash);
}

bool is_folder(FileChannel& files, const std::string& path) {
  const auto found = ask(files, request::Stat{.path = path, .follow = true});
  if (found.status == FileStatus::no_such_file) return false;
  require_ok(found, path);
  return found.attributes.is_directory();
}

void write_whole(FileChannel& files, const std::string& handle, std::string_view content) {
  const auto bytes = std::as_bytes(std::span(content));
  for (std::size_t at = 0; at < bytes.size();) {
    const auto size = std::min<std::size_t>(files.limits().write_size, bytes.size() - at);
    require_ok(ask(files, request::Write{.handle = handle, .offset = at, .bytes = bytes.subspan(at, size)}),
               "write to the host");
    at += size;
  }
}

/// Puts `from` in the place of `to`, also where the server's rename does not replace.
void replace(FileChannel& files, const std::string& from, const std::string& to) {
  auto renamed = ask(files, request::Rename{.from = from, .to = to});
  if (renamed.status == FileStatus::failure && ask(files, request::Remove{.path = to}).status == FileStatus::ok)
    renamed = ask(files, request::Rename{.from = from, .to = to});
  require_ok(renamed, to);
}

void write_and_replace(FileChannel& files, const std::string& path, std::string_view content, std::uint32_t mode) {
  const auto part = fmt::format("{}.{}.aifactory-part", path, random_name(6));
  const auto opened = ask(
      files, request::Open{
                 .path = part, .access = request::Access::write, .create = request::Create::exclusive, .mode = mode});
  require_ok(opened, path);
  try {
    write_whole(files, opened.text, content);
    // Set again since the server's umask cut the mode given to open.
    require_ok(ask(files, request::SetHandleAttributes{.handle = opened.text, .attributes = {.mode = mode}}), path);
    require_ok(ask(files, request::Close{.handle = opened.text}), path);
    replace(files, part, path);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::try_again) ask(files, request::Remove{.path = part});
    throw;
  }
}

}  // namespace

bool FileAttributes::is_directory() const {
  return is_type(mode, S_IFDIR);
}
bool FileAttributes::is_symlink() const {
  return is_type(mode, S_IFLNK);
}
bool FileAttributes::is_regular() const {
  return is_type(mode, S_IFREG);
}

Reply ask(FileChannel& files, const Request& request, int seconds) {
  const auto id = files.submit(request);
  const auto until = Clock::now() + std::chrono::seconds(seconds);
  while (true) {
    for (auto& reply : files.receive())
      if (reply.id == id) return std::move(reply);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0)
      throw Error{{.kind = ErrorKind::try_again,
                   .what = "the file server does not answer",
                   .why = fmt::format("nothing came for {} s", seconds)}};
    wait_for(files, left);
  }
}

void require_ok(const Reply& reply, std::string_view doing) {
  if (reply.status == FileStatus::ok) return;
  throw Error{{.kind = kind_of(reply.status),
               .what = "failed on the host: " + printable(doing),
               .why = reason_of(reply),
               .hint = hint_for(reply.status)}};
}

std::string read_remote_file(FileChannel& files, const std::string& path, std::uint64_t limit) {
  const auto opened = ask(files, request::Open{.path = path});
  require_ok(opened, path);
  std::string content;
  while (true) {
    const auto piece =
        ask(files, request::Read{.handle = opened.text, .offset = content.size(), .size = files.limits().read_size});
    if (piece.status == FileStatus::end_of_file) break;
    require_ok(piece, path);
    content.append(reinterpret_cast<const char*>(piece.data.data()), piece.data.size());
    if (content.size() > limit)
      throw Error{{.kind = ErrorKind::bad_input,
                   .what = "too large: " + printable(path),
                   .why = fmt::format("it has more than {} bytes", limit)}};
  }
  require_ok(ask(files, request::Close{.handle = opened.text}), path);
  return content;
}

void write_remote_file(FileChannel& files, const std::string& path, std::string_view content, std::uint32_t mode) {
  try {
    write_and_replace(files, path, content, mode);
  } catch (Error& error) {
    error.add_trail("while writing " + printable(path));
    throw;
  }
}

void make_remote_directories(FileChannel& files, const std::string& path, std::uint32_t mode) {
  if (path.empty() || is_folder(files, path)) return;
  make_remote_directories(files, folder_of(path), mode);
  const auto made = ask(files, request::MakeDirectory{.path = path, .mode = mode});
  if (made.status == FileStatus::ok || is_folder(files, path)) return;  // another process may have been quicker
  if (ask(files, request::Stat{.path = path}).status == FileStatus::ok)
    throw Error{{.kind = ErrorKind::cannot_create,
                 .what = "cannot make the folder on the host: " + printable(path),
                 .why = "something else of that name is in the way"}};
  require_ok(made, path);
}

}  // namespace aifactory::transport
