// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/ssh.hpp"

#include "transport/ssh/load_key.hpp"

#include <string>
#include <string_view>

namespace aifactory::transport::ssh {

/// Answers what a server or a key asks for: from the target's commands, each at most once a login, else from the
/// person. Errors: not_permitted when nobody can be asked or a command's answer was already refused.
class Secrets {
 public:
  Secrets(const Target& target, Person& person, std::string label)
      : target_(target), person_(person), label_(std::move(label)) {}

  Secret answer(std::string_view prompt, Person::Echo echo);
  Secret password();
  /// The private key behind a passphrase: the command's once, the person's up to three times.
  KeyHandle unlock(const std::string& key_text, std::string_view key_name);
  void tell(std::string_view text) { person_.tell(text); }

 private:
  Secret once(const SecretCommand& command, bool& used, std::string_view purpose) const;

  const Target& target_;
  Person& person_;
  std::string label_;
  bool code_used_ = false;
  bool password_used_ = false;
};

}  // namespace aifactory::transport::ssh
