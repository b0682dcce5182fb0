// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/secret.hpp"

#include "transport/ssh/handles.hpp"
#include "transport/ssh/key_text.hpp"

#include <filesystem>
#include <string>

namespace aifactory::transport::ssh {

/// A key or certificate file: its text, and what that gives away.
struct KeyFile {
  Secret text;
  KeyText key;
};

/// Errors: no_input, not_permitted, bad_input, all naming the file.
KeyFile read_key_file(const std::filesystem::path& path);

/// The private key, or null when the passphrase is wrong or missing.
KeyHandle load_private_key(const std::string& text, const Secret* passphrase);

/// The bytes of its public half.
std::string public_blob(ssh_key key);

}  // namespace aifactory::transport::ssh
