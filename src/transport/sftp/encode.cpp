// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"

#include "transport/sftp/codec.hpp"
#include "transport/sftp/packet.hpp"

namespace aifactory::transport::sftp {
namespace {

enum Type : std::uint8_t {
  open = 3,
  close = 4,
  read = 5,
  write = 6,
  lstat = 7,
  fstat = 8,
  setstat = 9,
  fsetstat = 10,
  opendir = 11,
  readdir = 12,
  remove = 13,
  mkdir = 14,
  rmdir = 15,
  realpath = 16,
  stat = 17,
  rename = 18,
  readlink = 19,
  symlink = 20,
  extended = 200,
};

/// The servers' own limit is 256 KiB for a whole packet.
constexpr std::size_t path_limit = 64u << 10;
constexpr std::size_t write_limit = 255u << 10;

std::uint32_t open_flags(const request::Open& open) {
  constexpr std::uint32_t read = 1, write = 2, create = 8, truncate = 16, exclusive = 32;
  std::uint32_t flags = open.access == request::Access::read    ? read
                        : open.access == request::Access::write ? write
                                                                : read | write;
  if (open.create != request::Create::no) flags |= create;
  if (open.create == request::Create::truncate) flags |= truncate;
  if (open.create == request::Create::exclusive) flags |= exclusive;
  return flags;
}

void put(Writer& to, const FileAttributes& attributes) {
  constexpr std::uint32_t size = 1, permissions = 4, times = 8;
  to.u32((attributes.size ? size : 0) | (attributes.mode ? permissions : 0) | (attributes.modified ? times : 0));
  if (attributes.size) to.u64(*attributes.size);
  if (attributes.mode) to.u32(*attributes.mode);
  if (attributes.modified) to.u32(*attributes.modified).u32(*attributes.modified);  // access and modification
}

/// Writes one request behind its length, which is filled in at the end.
class Encoder {
 public:
  Encoder(RequestId id, const Extensions& extensions, std::vector<std::byte>& out)
      : id_(id), extensions_(extensions), out_(out), to_(out), start_(out.size()) {
    to_.u32(0);
  }

  void operator()(const request::Open& r) {
    path(Type::open, r.path).u32(open_flags(r));
    put(to_, {.mode = r.create == request::Create::no ? std::nullopt : std::optional(r.mode)});
  }
  void operator()(const request::Close& r) { text(Type::close, r.handle); }
  void operator()(const request::Read& r) { text(Type::read, r.handle).u64(r.offset).u32(r.size); }
  void operator()(const request::Write& r) {
    if (r.bytes.size() > write_limit) throw Error{{.what = "a write above 255 KiB was asked of an SFTP server"}};
    text(Type::write, r.handle).u64(r.offset).bytes(r.bytes);
  }
  void operator()(const request::Stat& r) { path(r.follow ? Type::stat : Type::lstat, r.path); }
  void operator()(const request::StatHandle& r) { text(Type::fstat, r.handle); }
  void operator()(const request::SetAttributes& r) { put(path(Type::setstat, r.path), r.attributes); }
  void operator()(const request::SetHandleAttributes& r) { put(text(Type::fsetstat, r.handle), r.attributes); }
  void operator()(const request::OpenDirectory& r) { path(Type::opendir, r.path); }
  void operator()(const request::ReadDirectory& r) { text(Type::readdir, r.handle); }
  void operator()(const request::MakeDirectory& r) { put(path(Type::mkdir, r.path), {.mode = r.mode}); }
  void operator()(const request::RemoveDirectory& r) { path(Type::rmdir, r.path); }
  void operator()(const request::Remove& r) { path(Type::remove, r.path); }
  void operator()(const request::Rename& r) {
    if (extensions_.posix_rename)
      text(Type::extended, "posix-rename@openssh.com").string(checked(r.from));
    else
      path(Type::rename, r.from);
    to_.string(checked(r.to));
  }
  void operator()(const request::ReadLink& r) { path(Type::readlink, r.path); }
  // OpenSSH takes the two in this order, against the draft, and other servers follow it.
  void operator()(const request::MakeSymlink& r) { path(Type::symlink, r.target).string(checked(r.path)); }
  void operator()(const request::RealPath& r) { path(Type::realpath, r.path); }
  void operator()(const request::Sync& r) { text(Type::extended, "fsync@openssh.com").string(r.handle); }
  void limits() { text(Type::extended, "limits@openssh.com"); }

  void finish() {
    std::vector<std::byte> length;
    Writer(length).u32(static_cast<std::uint32_t>(out_.size() - start_ - 4));
    std::copy(length.begin(), length.end(), out_.begin() + static_cast<std::ptrdiff_t>(start_));
  }

 private:
  Writer& text(std::uint8_t type, std::string_view first) { return to_.u8(type).u32(id_).string(first); }
  Writer& path(std::uint8_t type, std::string_view first) { return text(type, checked(first)); }
  static std::string_view checked(std::string_view path) {
    if (path.size() <= path_limit && path.find('\0') == std::string_view::npos) return path;
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "a path cannot be sent to the file server",
                 .why = "it is longer than 64 KiB or holds a NUL"}};
  }

  RequestId id_;
  Extensions extensions_;
  std::vector<std::byte>& out_;
  Writer to_;
  std::size_t start_;
};

struct Expected {
  Answer operator()(const request::Open&) { return Answer::handle; }
  Answer operator()(const request::OpenDirectory&) { return Answer::handle; }
  Answer operator()(const request::Read&) { return Answer::data; }
  Answer operator()(const request::ReadDirectory&) { return Answer::names; }
  Answer operator()(const request::ReadLink&) { return Answer::one_name; }
  Answer operator()(const request::RealPath&) { return Answer::one_name; }
  Answer operator()(const request::Stat&) { return Answer::attributes; }
  Answer operator()(const request::StatHandle&) { return Answer::attributes; }
  Answer operator()(const auto&) { return Answer::status; }
};

}  // namespace

void encode_init(std::vector<std::byte>& out) {
  Writer(out).u32(5).u8(fxp_init).u32(3);
}

void encode_limits_request(RequestId id, std::vector<std::byte>& out) {
  Encoder encoder(id, {}, out);
  encoder.limits();
  encoder.finish();
}

void encode(RequestId id, const Request& request, const Extensions& extensions, std::vector<std::byte>& out) {
  const auto before = out.size();
  Encoder encoder(id, extensions, out);
  try {
    std::visit(encoder, request);
  } catch (...) {
    out.resize(before);
    throw;
  }
  encoder.finish();
}

Answer expected_answer(const Request& request) {
  return std::visit(Expected{}, request);
}

}  // namespace aifactory::transport::sftp
