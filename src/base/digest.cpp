// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/digest.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/interrupt.hpp"

#include "base/open.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cerrno>
#include <sys/random.h>
#include <unistd.h>
#include <vector>

namespace aifactory {
namespace {

constexpr std::size_t read_size = std::size_t{1} << 20;

void require(int result) {
  if (result != 1) throw Error{{.kind = ErrorKind::bug, .what = "libcrypto cannot compute SHA-256"}};
}

std::string to_hex(std::span<const unsigned char> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : bytes) {
    out += digits[byte >> 4];
    out += digits[byte & 15u];
  }
  return out;
}

}  // namespace

struct Sha256::State {
  struct Free {
    void operator()(EVP_MD_CTX* used) const { EVP_MD_CTX_free(used); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
  void start() { require(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr)); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  state_->start();
}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::byte> bytes) {
  require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()));
}

void Sha256::update(std::string_view text) {
  update(std::as_bytes(std::span(text)));
}

std::string Sha256::hex() {
  std::array<unsigned char, 32> digest = {};
  require(EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr));
  state_->start();
  return to_hex(digest);
}

std::string sha256_hex(std::string_view text) {
  Sha256 hash;
  hash.update(text);
  return hash.hex();
}

std::string sha256_of_file(const std::filesystem::path& path) {
  const UniqueFd file = open_for_reading(path);
  Sha256 hash;
  std::vector<std::byte> buffer(read_size);
  for (;;) {
    throw_if_interrupted();
    const std::size_t size = read_some(file, path, buffer);
    if (size == 0) return hash.hex();
    hash.update(std::span(buffer).first(size));
  }
}

std::string short_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

std::string random_name(std::size_t length) {
  // No vowels (they spell words), nothing that looks like something else.
  constexpr std::string_view letters = "bcdfghjkmnpqrtvwx2346789";
  constexpr std::size_t fair = 256 / letters.size() * letters.size();  // above it some letters would come more often
  std::string name;
  std::array<unsigned char, 64> bytes = {};
  while (name.size() < length) {
    if (::getentropy(bytes.data(), bytes.size()) != 0) throw system_error("cannot get random numbers", errno);
    for (const unsigned char byte : bytes)
      if (byte < fair && name.size() < length) name += letters[byte % letters.size()];
  }
  return name;
}

}  // namespace aifactory
