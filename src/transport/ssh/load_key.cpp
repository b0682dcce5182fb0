// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/load_key.hpp"

#include "transport/ssh/base64.hpp"

namespace aifactory::transport::ssh {
namespace {

/// Without a passphrase libssh would ask on the terminal by itself.
int no_passphrase(const char*, char*, size_t, int, int, void*) {
  return -1;
}

}  // namespace

KeyHandle load_private_key(const std::string& text, const Secret* passphrase) {
  ssh_key key = nullptr;
  const char* words = passphrase != nullptr ? passphrase->reveal().c_str() : nullptr;
  if (ssh_pki_import_privkey_base64(text.c_str(), words, no_passphrase, nullptr, &key) != SSH_OK) return {};
  return KeyHandle{key};
}

std::string public_blob(ssh_key key) {
  char* text = nullptr;
  if (ssh_pki_export_pubkey_base64(key, &text) != SSH_OK) return {};
  return decode_base64(take(text)).value_or("");
}

}  // namespace aifactory::transport::ssh
