// SPDX-License-Identifier: Apache-2.0
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // of <regex> under sanitizers, GCC 12
#endif

#include "transport/ssh/prompts.hpp"

#include "aifactory/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

namespace aifactory::transport::ssh {
namespace {

/// Of pam_google_authenticator, pam_oath, privacyIDEA, Duo, Keycloak and the sites' own texts.
constexpr const char* usual_code =
    R"(one[- ]?time|verification|\botp\b|\btotp\b|token|passcode|authenticator|second factor|2fa|mfa|\bcode\b|\bpin\b)";
constexpr const char* usual_password =
    R"(password|passphrase|passwort|mot de passe|contrase|parola|salasana|wachtwoord|senha|has[lł]o|heslo|geslo)";
/// std::regex recurses with the length of its text; no honest prompt is longer.
constexpr std::size_t longest_prompt = 400;

bool found(std::string_view prompt, const std::string& pattern) {
  try {
    const std::regex expression{pattern, std::regex::ECMAScript | std::regex::icase};
    const auto text = prompt.substr(0, longest_prompt);
    return std::regex_search(text.begin(), text.end(), expression);
  } catch (const std::regex_error& error) {
    throw Error{{.kind = ErrorKind::config,
                 .what = fmt::format("a pattern for prompts is no regular expression: {}", pattern),
                 .why = error.what()}};
  }
}

}  // namespace

PromptKind classify_prompt(std::string_view prompt, const std::vector<std::string>& code_patterns) {
  const auto in_prompt = [&](const std::string& pattern) { return found(prompt, pattern); };
  const bool is_code = code_patterns.empty() ? in_prompt(usual_code) : std::ranges::any_of(code_patterns, in_prompt);
  if (is_code) return PromptKind::code;
  return in_prompt(usual_password) ? PromptKind::password : PromptKind::other;
}

}  // namespace aifactory::transport::ssh
