// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/transport/ssh.hpp"

namespace aifactory::account {

/// The way with one key and nothing else.
transport::ssh::Target key_only(transport::ssh::Target target, const std::filesystem::path& key);

/// A person who unlocks the key and gives one-time codes, but no password: a login that needs one proves nothing.
class KeyOnlyPerson final : public transport::ssh::Person {
 public:
  /// Both must outlive it. `passphrase` is of a key made just now; empty: the person is asked.
  KeyOnlyPerson(transport::ssh::Person& person, const std::vector<std::string>& code_prompts, const Secret& passphrase)
      : person_(person), code_prompts_(code_prompts), passphrase_(passphrase) {}

  /// Errors: not_permitted for anything that is neither a passphrase nor a code.
  Secret ask(std::string_view text, Echo echo) override;
  bool confirm(std::string_view question) override { return person_.confirm(question); }
  void tell(std::string_view text) override { person_.tell(text); }

 private:
  transport::ssh::Person& person_;
  const std::vector<std::string>& code_prompts_;
  const Secret& passphrase_;
};

}  // namespace aifactory::account
