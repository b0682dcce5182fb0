// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/ssh.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aifactory::transport::ssh {

/// What the text of a key file gives away without a passphrase. Pure.
struct KeyText {
  std::string type;                 ///< "ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com"; empty: not known
  std::optional<std::string> blob;  ///< the public key or certificate, when it can be read
  bool is_private = false;
  bool encrypted = false;
};

/// OpenSSH's private format, PEM (PKCS#1, PKCS#8, SEC 1), one line of a .pub file. Errors: bad_input.
KeyText parse_key(std::string_view text);

/// The facts of a certificate, and the plain key inside it. Errors: bad_input.
struct Certificate {
  std::string plain_blob;
  std::string key_id;
  std::vector<std::string> principals;
  std::optional<Time> valid_from;
  std::optional<Time> valid_until;
};
Certificate parse_certificate(std::string_view blob);

bool is_certificate_type(std::string_view type);

}  // namespace aifactory::transport::ssh
