// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"

#include "transport/sftp/codec.hpp"
#include "transport/sftp/packet.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::transport::sftp {
namespace {

enum ReplyType : std::uint8_t { status = 101, handle = 102, data = 103, name = 104, attrs = 105, extended_reply = 201 };

[[noreturn]] void wrong(std::string why) {
  throw Error{{.kind = ErrorKind::protocol, .what = "the file server broke the SFTP protocol", .why = std::move(why)}};
}

FileStatus status_of(std::uint32_t code) {
  switch (code) {
    case 0:
      return FileStatus::ok;
    case 1:
      return FileStatus::end_of_file;
    case 2:
      return FileStatus::no_such_file;
    case 3:
      return FileStatus::permission_denied;
    case 8:
      return FileStatus::unsupported;
    default:
      return FileStatus::failure;
  }
}

FileAttributes read_attributes(Reader& from) {
  constexpr std::uint32_t size = 1, owner = 2, permissions = 4, times = 8, extended = 0x80000000;
  FileAttributes attributes;
  const auto flags = from.u32();
  if (flags & size) attributes.size = from.u64();
  if (flags & owner) from.u64();
  if (flags & permissions) attributes.mode = from.u32();
  if (flags & times) {
    from.u32();
    attributes.modified = from.u32();
  }
  if (flags & extended) {
    for (auto pairs = from.u32(); pairs > 0; --pairs) {
      from.string();
      from.string();
    }
  }
  return attributes;
}

std::vector<DirectoryEntry> read_names(Reader& from) {
  std::vector<DirectoryEntry> entries;
  for (auto count = from.u32(); count > 0; --count) {
    DirectoryEntry entry;
    entry.name = from.string();
    from.string();  // the long form, for people
    entry.attributes = read_attributes(from);
    if (entry.name != "." && entry.name != "..") entries.push_back(std::move(entry));
  }
  return entries;
}

std::string read_one_name(Reader& from) {
  if (const auto count = from.u32(); count != 1) wrong(fmt::format("one name was asked for, {} came", count));
  return std::string(from.string());
}

void read_status(Reader& from, Answer expected, Reply& reply) {
  reply.status = status_of(from.u32());
  if (reply.status == FileStatus::ok && expected != Answer::status) wrong("OK came where data was asked for");
  if (!from.at_end()) reply.message = from.string();  // left out by old servers
}

void read_payload(Reader& from, Answer expected, Reply& reply) {
  switch (expected) {
    case Answer::handle:
      reply.text = from.string();
      break;
    case Answer::one_name:
      reply.text = read_one_name(from);
      break;
    case Answer::names:
      reply.entries = read_names(from);
      break;
    case Answer::attributes:
      reply.attributes = read_attributes(from);
      break;
    case Answer::data: {
      const auto bytes = std::as_bytes(std::span(from.string()));
      reply.data.assign(bytes.begin(), bytes.end());
      break;
    }
    default:
      wrong("data came where a status was asked for");
  }
}

std::uint8_t type_of(Answer expected) {
  switch (expected) {
    case Answer::handle:
      return ReplyType::handle;
    case Answer::data:
      return ReplyType::data;
    case Answer::names:
    case Answer::one_name:
      return ReplyType::name;
    case Answer::attributes:
      return ReplyType::attrs;
    case Answer::limits:
      return ReplyType::extended_reply;
    case Answer::status:
      break;
  }
  return ReplyType::status;
}

}  // namespace

Extensions decode_version(std::span<const std::byte> body) {
  Reader from(body);
  if (from.u8() != fxp_version) wrong("its first packet is no greeting");
  if (const auto version = from.u32(); version != 3) wrong(fmt::format("it speaks version {}, not 3", version));
  Extensions extensions;
  while (!from.at_end()) {
    const auto offered = from.string();
    from.string();  // the extension's version
    if (offered == "limits@openssh.com") extensions.limits = true;
    if (offered == "posix-rename@openssh.com") extensions.posix_rename = true;
    if (offered == "fsync@openssh.com") extensions.fsync = true;
  }
  return extensions;
}

RequestId decode_id(std::span<const std::byte> body) {
  Reader from(body);
  from.u8();
  return from.u32();
}

Reply decode_reply(std::span<const std::byte> body, Answer expected) {
  Reader from(body);
  const auto type = from.u8();
  Reply reply;
  reply.id = from.u32();
  if (type == ReplyType::status)
    read_status(from, expected, reply);
  else if (type == type_of(expected))
    read_payload(from, expected, reply);
  else
    wrong(fmt::format("a packet of type {} came where {} was due", type, type_of(expected)));
  return reply;
}

FileLimits decode_limits(std::span<const std::byte> body) {
  constexpr std::uint64_t largest = 255u << 10;  // data of one packet, as OpenSSH's own client takes it
  constexpr std::uint64_t smallest = 1024;
  Reader from(body);
  FileLimits limits;
  if (from.u8() != ReplyType::extended_reply) return limits;
  from.u32();
  from.u64();  // whole packets
  const auto read = from.u64(), write = from.u64(), handles = from.u64();
  if (read > 0) limits.read_size = static_cast<std::uint32_t>(std::clamp(read, smallest, largest));
  if (write > 0) limits.write_size = static_cast<std::uint32_t>(std::clamp(write, smallest, largest));
  limits.open_handles = static_cast<std::uint32_t>(std::min<std::uint64_t>(handles, UINT32_MAX));
  return limits;
}

}  // namespace aifactory::transport::sftp
