// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aifactory::transport::ssh {

/// Reads the data types of RFC 4251 section 5. Errors: bad_input when the bytes end too early.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : left_(bytes) {}
  std::uint8_t byte();
  std::uint32_t number();
  std::uint64_t long_number();
  std::string_view text();
  std::string_view raw(std::size_t size);
  std::string_view rest() const { return left_; }
  bool at_end() const { return left_.empty(); }

 private:
  std::string_view left_;
};

std::string wire_number(std::uint32_t number);
std::string wire_text(std::string_view text);

/// "SHA256:…" of a public key's bytes, as ssh-keygen -l shows it.
std::string fingerprint_of(std::string_view blob);

}  // namespace aifactory::transport::ssh
