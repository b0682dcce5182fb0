// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/secrets.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "transport/ssh/prompts.hpp"
#include "transport/ssh/secret_source.hpp"

#include <fmt/format.h>

namespace aifactory::transport::ssh {

Secret Secrets::once(const SecretCommand& command, bool& used, std::string_view purpose) const {
  if (used)
    throw Error{{.kind = ErrorKind::not_permitted,
                 .what = fmt::format("{} asked again for {}", label_, purpose),
                 .why = "what your command gave was not accepted; it is not tried twice",
                 .hint = "run the command by hand to see whether its answer is still right"}};
  used = true;
  return run_secret_command(command, purpose);
}

Secret Secrets::answer(std::string_view prompt, Person::Echo echo) {
  const auto kind = classify_prompt(prompt, target_.code_prompts);
  if (kind == PromptKind::code && target_.one_time_code)
    return once(*target_.one_time_code, code_used_, "the one-time code");
  if (kind == PromptKind::password && target_.password) return once(*target_.password, password_used_, "the password");
  return person_.ask(fmt::format("({}) {}", label_, printable(trim(prompt))), echo);
}

Secret Secrets::password() {
  if (target_.password) return once(*target_.password, password_used_, "the password");
  return person_.ask(fmt::format("({}) Password:", label_), Person::Echo::off);
}

KeyHandle Secrets::unlock(const std::string& key_text, std::string_view key_name) {
  constexpr int attempts = 3;
  if (target_.passphrase) {
    const auto passphrase = run_secret_command(*target_.passphrase, "the key's passphrase");
    if (auto key = load_private_key(key_text, &passphrase)) return key;
    throw Error{{.kind = ErrorKind::not_permitted,
                 .what = fmt::format("the passphrase does not open the key {}", key_name),
                 .why = "it came from the command of your configuration",
                 .hint = "try it by hand: ssh-keygen -y -f " + shell_quote(key_name)}};
  }
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const auto passphrase = person_.ask(fmt::format("Passphrase of the key {}:", key_name), Person::Echo::off);
    if (passphrase.empty()) break;
    if (auto key = load_private_key(key_text, &passphrase)) return key;
    person_.tell("That passphrase does not open the key.");
  }
  throw Error{{.kind = ErrorKind::not_permitted,
               .what = fmt::format("the key {} was not unlocked", key_name),
               .why = "no right passphrase was given"}};
}

}  // namespace aifactory::transport::ssh
