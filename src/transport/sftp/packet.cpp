// SPDX-License-Identifier: Apache-2.0
#include "transport/sftp/packet.hpp"

#include "aifactory/base/error.hpp"

#include "transport/sftp/codec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace aifactory::transport::sftp {
namespace {

constexpr std::size_t noise_limit = 64u << 10;
constexpr std::uint32_t greeting_limit = 16u << 10;

std::uint32_t read_u32(std::span<const std::byte> at) {
  std::uint32_t value = 0;
  for (const auto byte : at.first(4))
    value = value << 8 | std::to_integer<std::uint32_t>(byte);
  return value;
}

/// Could a greeting start here, and how long is it with its length field? Nothing: no.
std::optional<std::size_t> greeting_size(std::span<const std::byte> at) {
  if (at.size() < 9) return std::nullopt;
  const auto length = read_u32(at);
  if (length < 5 || length > greeting_limit || at[4] != std::byte{fxp_version} || read_u32(at.subspan(5)) != 3)
    return std::nullopt;
  return length + std::size_t{4};
}

}  // namespace

Writer& Writer::u8(std::uint8_t value) {
  out_.push_back(std::byte{value});
  return *this;
}

Writer& Writer::u32(std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out_.push_back(static_cast<std::byte>(value >> shift));
  return *this;
}

Writer& Writer::u64(std::uint64_t value) {
  return u32(static_cast<std::uint32_t>(value >> 32)).u32(static_cast<std::uint32_t>(value));
}

Writer& Writer::bytes(std::span<const std::byte> value) {
  u32(static_cast<std::uint32_t>(value.size()));
  out_.insert(out_.end(), value.begin(), value.end());
  return *this;
}

Writer& Writer::string(std::string_view value) {
  return bytes(std::as_bytes(std::span(value)));
}

std::span<const std::byte> Reader::take(std::size_t size) {
  if (size > rest_.size())
    throw Error{{.kind = ErrorKind::protocol,
                 .what = "the file server sent a packet that is too short",
                 .why = fmt::format("{} more bytes were due, {} are there", size, rest_.size())}};
  const auto taken = rest_.first(size);
  rest_ = rest_.subspan(size);
  return taken;
}

std::uint8_t Reader::u8() {
  return std::to_integer<std::uint8_t>(take(1)[0]);
}

std::uint32_t Reader::u32() {
  return read_u32(take(4));
}

std::uint64_t Reader::u64() {
  const std::uint64_t high = u32();
  return high << 32 | u32();
}

std::string_view Reader::string() {
  const auto bytes = take(u32());
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::span<std::byte> PacketStream::room(std::size_t size) {
  if (begin_ == end_) begin_ = end_ = 0;
  if (buffer_.size() - end_ < size && begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < size) buffer_.resize(end_ + size);
  return std::span(buffer_).subspan(end_, size);
}

void PacketStream::arrived(std::size_t size) {
  end_ += size;
}

std::optional<std::span<const std::byte>> PacketStream::next() {
  const auto there = pending();
  if (there.size() < 4) return std::nullopt;
  const auto length = read_u32(there);
  if (length == 0 || length > max_packet)
    throw Error{{.kind = ErrorKind::protocol,
                 .what = "the file server does not speak SFTP",
                 .why = fmt::format("a packet of {} bytes was announced", length)}};
  if (there.size() < length + std::size_t{4}) return std::nullopt;
  begin_ += length + std::size_t{4};
  return there.subspan(4, length);
}

std::optional<std::span<const std::byte>> PacketStream::greeting() {
  const auto there = pending();
  for (std::size_t at = 0; at < std::min(there.size(), noise_limit); ++at) {
    const auto size = greeting_size(there.subspan(at));
    if (!size) continue;
    if (there.size() - at < *size) return std::nullopt;
    begin_ += at + *size;
    return there.subspan(at + 4, *size - 4);
  }
  if (there.size() > noise_limit)
    throw Error{{.kind = ErrorKind::protocol,
                 .what = "the host does not answer as an SFTP server",
                 .why = "64 KiB came before its greeting",
                 .hint = "a start-up file of the login shell may print text without end: try `ssh HOST true`"}};
  return std::nullopt;
}

}  // namespace aifactory::transport::sftp
