// SPDX-License-Identifier: Apache-2.0
#include "account/key_only.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

namespace aifactory::account {

transport::ssh::Target key_only(transport::ssh::Target target, const std::filesystem::path& key) {
  target.identities = {key};
  target.password.reset();
  return target;
}

Secret KeyOnlyPerson::ask(std::string_view text, Echo echo) {
  const std::string prompt(text.substr(0, 1000));
  if (to_lower(prompt).find("passphrase") != std::string::npos) {
    return passphrase_.empty() ? person_.ask(text, echo) : Secret(passphrase_.reveal());
  }
  const auto asks_code = [&](const std::string& pattern) { return std::regex_search(prompt, std::regex(pattern)); };
  if (std::any_of(code_prompts_.begin(), code_prompts_.end(), asks_code)) return person_.ask(text, echo);
  throw Error{{.kind = ErrorKind::not_permitted,
               .what = "the site does not take the key",
               .why = fmt::format("it asks for more: {}", printable(prompt))}};
}

}  // namespace aifactory::account
