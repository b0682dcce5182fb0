// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace aifactory::transport::sftp {

/// The largest packet accepted from a server. OpenSSH sends 256 KiB at most.
constexpr std::uint32_t max_packet = 1u << 20;

/// Appends the draft's data types (big-endian, strings with their length) to a buffer.
class Writer {
 public:
  explicit Writer(std::vector<std::byte>& out) : out_(out) {}
  Writer& u8(std::uint8_t value);
  Writer& u32(std::uint32_t value);
  Writer& u64(std::uint64_t value);
  Writer& bytes(std::span<const std::byte> value);
  Writer& string(std::string_view value);

 private:
  std::vector<std::byte>& out_;
};

/// Takes the same types from the front of a packet. Errors: protocol when the packet is too short for them.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> packet) : rest_(packet) {}
  std::uint8_t u8();
  std::uint32_t u32();
  std::uint64_t u64();
  std::string_view string();
  bool at_end() const { return rest_.empty(); }

 private:
  std::span<const std::byte> take(std::size_t size);
  std::span<const std::byte> rest_;
};

/// Cuts a byte stream into packets.
class PacketStream {
 public:
  /// Where the next bytes may be read to; call arrived() with what came.
  std::span<std::byte> room(std::size_t size);
  void arrived(std::size_t size);

  /// The next whole packet without its length; valid until the next call of room(). Errors: protocol for a length of
  /// zero or above max_packet.
  std::optional<std::span<const std::byte>> next();

  /// The server's greeting is searched for within the first 64 KiB, since login shells print noise before it. Returns
  /// its body once it is whole and removes everything up to its end. Errors: protocol when it is not among them.
  std::optional<std::span<const std::byte>> greeting();

  /// What has arrived and was not taken.
  std::span<const std::byte> pending() const { return {buffer_.data() + begin_, end_ - begin_}; }

 private:
  std::vector<std::byte> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace aifactory::transport::sftp
