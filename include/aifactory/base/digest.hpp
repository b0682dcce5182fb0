// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace aifactory {

/// SHA-256 (FIPS 180-4), fed piece by piece.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void update(std::span<const std::byte> bytes);
  void update(std::string_view text);
  /// The digest as 64 lower-case hex digits; the object starts anew.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view text);

/// Reads the whole file; may block for long. Errors: no_input, io.
std::string sha256_of_file(const std::filesystem::path& path);

/// 16 hex digits (FNV-1a, 64 bits) that name a file among the user's own. Where nobody chooses the text to make two
/// alike; quick, while the first SHA-256 costs a command a millisecond of libcrypto's start.
std::string short_hash(std::string_view text);

/// `length` characters of [0-9a-z] without the ones that look alike or spell words, from the system's generator:
/// run names, markers, temporary names.
std::string random_name(std::size_t length);

}  // namespace aifactory
