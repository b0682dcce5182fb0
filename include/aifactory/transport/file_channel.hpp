// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <poll.h>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aifactory::transport {

/// What a file is, as far as SFTP version 3 can say (draft-ietf-secsh-filexfer-02, section 5).
struct FileAttributes {
  std::optional<std::uint64_t> size = {};
  std::optional<std::uint32_t> mode = {};      ///< type and permission bits of stat(2)
  std::optional<std::uint32_t> modified = {};  ///< seconds since 1970
  bool is_directory() const;
  bool is_symlink() const;
  bool is_regular() const;
};

struct DirectoryEntry {
  std::string name = {};
  FileAttributes attributes = {};
};

/// Requests of SFTP version 3. Paths are bytes; relative ones start at the user's home folder.
namespace request {
enum class Access { read, write, read_write };
enum class Create { no, if_missing, truncate, exclusive };
struct Open {
  std::string path = {};
  Access access = Access::read;
  Create create = Create::no;
  std::uint32_t mode = 0600;
};
struct Close {
  std::string handle = {};
};
struct Read {
  std::string handle = {};
  std::uint64_t offset = 0;
  std::uint32_t size = 0;
};
/// `bytes` are copied by submit().
struct Write {
  std::string handle = {};
  std::uint64_t offset = 0;
  std::span<const std::byte> bytes = {};
};
struct Stat {
  std::string path = {};
  bool follow = false;
};
struct StatHandle {
  std::string handle = {};
};
struct SetAttributes {
  std::string path = {};
  FileAttributes attributes = {};
};
struct SetHandleAttributes {
  std::string handle = {};
  FileAttributes attributes = {};
};
struct OpenDirectory {
  std::string path = {};
};
struct ReadDirectory {
  std::string handle = {};
};
struct MakeDirectory {
  std::string path = {};
  std::uint32_t mode = 0700;
};
struct RemoveDirectory {
  std::string path = {};
};
struct Remove {
  std::string path = {};
};
/// Replaces `to` where the server offers posix-rename@openssh.com; else fails when `to` exists.
struct Rename {
  std::string from = {};
  std::string to = {};
};
struct ReadLink {
  std::string path = {};
};
struct MakeSymlink {
  std::string target = {};
  std::string path = {};
};
struct RealPath {
  std::string path = {};
};
struct Sync {
  std::string handle = {};
};  ///< fsync@openssh.com; answers unsupported where not offered
}  // namespace request

using Request =
    std::variant<request::Open, request::Close, request::Read, request::Write, request::Stat, request::StatHandle,
                 request::SetAttributes, request::SetHandleAttributes, request::OpenDirectory, request::ReadDirectory,
                 request::MakeDirectory, request::RemoveDirectory, request::Remove, request::Rename, request::ReadLink,
                 request::MakeSymlink, request::RealPath, request::Sync>;

/// SSH_FX_* of the draft. Disk full and quota exceeded come as `failure`: SFTP 3 has no code for them.
enum class FileStatus { ok, end_of_file, no_such_file, permission_denied, failure, unsupported };

using RequestId = std::uint32_t;

/// The answer to one request. Only the fields that the request asks for are set.
struct Reply {
  RequestId id = 0;
  FileStatus status = FileStatus::ok;
  std::string message = {};                  ///< the server's text, not yet made printable
  std::string text = {};                     ///< handle (Open, OpenDirectory) or path (ReadLink, RealPath)
  std::vector<std::byte> data = {};          ///< Read
  FileAttributes attributes = {};            ///< Stat, StatHandle
  std::vector<DirectoryEntry> entries = {};  ///< ReadDirectory; names are the server's, unchecked
};

/// What the server takes (limits@openssh.com where offered, else what every server takes).
struct FileLimits {
  std::uint32_t read_size = 32768;
  std::uint32_t write_size = 32768;
  std::uint32_t open_handles = 0;  ///< 0: not known
};

/// A pipelined file protocol: many requests on their way at once, answers in any order. One thread. Implementations:
/// SFTP over a Channel, this machine's own files, and the fake of the tests; tests/contract holds them to one suite.
class FileChannel {
 public:
  virtual ~FileChannel() = default;

  /// Queues a request; it leaves with others, at the latest with the next receive(). Never blocks. Errors: try_again
  /// when the connection is lost.
  virtual RequestId submit(const Request& request) = 0;

  /// Sends what is queued and takes in what has arrived, without blocking. Errors: try_again (connection lost),
  /// protocol (the server broke the protocol).
  virtual std::vector<Reply> receive() = 0;

  /// Requests without an answer yet.
  virtual std::size_t in_flight() const = 0;

  /// Bytes of requests accepted by submit() that have not left yet: stop submitting writes while it is large.
  virtual std::size_t unsent() const = 0;

  virtual const FileLimits& limits() const = 0;

  /// As Channel::wanted_back().
  virtual bool wanted_back() const { return false; }

  /// Descriptor and events to wait for before receive() can make progress. fd -1: answers are there at once.
  virtual pollfd poll_for() const = 0;
};

/// Submits one request and waits for its answer (others must not be in flight). Errors: as receive(), interrupted,
/// try_again after `seconds` of silence.
Reply ask(FileChannel& files, const Request& request, int seconds = 60);

/// Error for a reply that is not ok, naming the path: no_input, not_permitted, io.
void require_ok(const Reply& reply, std::string_view doing);

/// Whole small files. Errors: no_input, not_permitted, io; bad_input above `limit`.
std::string read_remote_file(FileChannel& files, const std::string& path, std::uint64_t limit = 16u << 20);
/// Under a temporary name, then renamed.
void write_remote_file(FileChannel& files, const std::string& path, std::string_view content,
                       std::uint32_t mode = 0600);
/// The folder and its missing parents.
void make_remote_directories(FileChannel& files, const std::string& path, std::uint32_t mode = 0700);

}  // namespace aifactory::transport
