// SPDX-License-Identifier: Apache-2.0
#include "account/keys.hpp"

#include "aifactory/base/error.hpp"

#include <filesystem>

namespace aifactory::account {
namespace {

std::optional<transport::ssh::KeyFacts> facts_of(const std::filesystem::path& path) {
  try {
    return transport::ssh::inspect_key(path);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::vector<std::filesystem::path> certificates_of(const transport::ssh::Target& target) {
  auto all = target.certificates;
  for (const auto& identity : target.identities)
    all.emplace_back(identity.string() + "-cert.pub");
  return all;
}

}  // namespace

KeyState look_at_keys(const transport::ssh::Target& target) {
  KeyState state;
  for (const auto& identity : target.identities) {
    const auto facts = facts_of(identity);
    if (!facts) continue;
    state.path = identity.string();
    state.fingerprint = facts->fingerprint;
    break;
  }
  for (const auto& path : certificates_of(target)) {
    const auto facts = facts_of(path);
    if (!facts || !facts->is_certificate) continue;
    state.certificate_until = facts->valid_until;
    break;
  }
  return state;
}

}  // namespace aifactory::account
