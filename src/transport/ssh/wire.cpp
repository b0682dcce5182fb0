// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/wire.hpp"

#include "aifactory/base/error.hpp"

#include "transport/ssh/base64.hpp"

#include <openssl/sha.h>

#include <array>

namespace aifactory::transport::ssh {

std::string_view WireReader::raw(std::size_t size) {
  if (size > left_.size()) throw Error{{.kind = ErrorKind::bad_input, .what = "SSH data ends too early"}};
  const auto bytes = left_.substr(0, size);
  left_.remove_prefix(size);
  return bytes;
}

std::uint8_t WireReader::byte() {
  return static_cast<std::uint8_t>(raw(1)[0]);
}

std::uint32_t WireReader::number() {
  std::uint32_t number = 0;
  for (const char c : raw(4))
    number = number << 8 | static_cast<std::uint8_t>(c);
  return number;
}

std::uint64_t WireReader::long_number() {
  const std::uint64_t high = number();
  return high << 32 | number();
}

std::string_view WireReader::text() {
  return raw(number());
}

std::string wire_number(std::uint32_t number) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0})
    bytes += static_cast<char>(number >> shift & 0xff);
  return bytes;
}

std::string wire_text(std::string_view text) {
  return wire_number(static_cast<std::uint32_t>(text.size())) + std::string{text};
}

std::string fingerprint_of(std::string_view blob) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest = {};
  ::SHA256(reinterpret_cast<const unsigned char*>(blob.data()), blob.size(), digest.data());
  auto text = encode_base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
  while (text.ends_with('='))
    text.pop_back();
  return "SHA256:" + text;
}

}  // namespace aifactory::transport::ssh
