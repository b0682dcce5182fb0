// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/secret.hpp"

#include <openssl/crypto.h>

#include <utility>

namespace aifactory {
namespace {

/// A moved-from short string still has its characters in its own buffer: the whole capacity is wiped.
void wipe(std::string& text) noexcept {
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace

Secret::Secret(std::string value) : value_(std::move(value)) {
  wipe(value);
}

Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) {
  wipe(other.value_);
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe(value_);
  value_ = std::move(other.value_);
  wipe(other.value_);
  return *this;
}

Secret::~Secret() {
  wipe(value_);
}

}  // namespace aifactory
