// SPDX-License-Identifier: Apache-2.0
#include "aifactory/account/target.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"

#include <fmt/format.h>

namespace aifactory::account {
namespace {

using transport::ssh::PublishedKey;
using transport::ssh::SecretCommand;
using transport::ssh::Target;

std::vector<std::filesystem::path> paths(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

std::optional<SecretCommand> command(const std::optional<std::string>& text) {
  return text ? std::optional(SecretCommand{*text}) : std::nullopt;
}

void set_secrets(const config::SiteProfile& site, Target& target) {
  target.passphrase = command(site.passphrase_command);
  target.password = command(site.password_command);
  target.one_time_code = command(site.code_command);
  target.code_prompts = site.login.code_prompts;
}

/// "SHA256:…", perhaps with the type of the key and a space before it.
PublishedKey published_key(const std::string& text) {
  const auto space = text.find(' ');
  if (space == std::string::npos) return {.type = "", .fingerprint = text};
  return {.type = text.substr(0, space), .fingerprint = text.substr(space + 1)};
}

void set_keys(const config::SiteProfile& site, Target& target) {
  target.identities = paths(site.identity);
  target.certificates = paths(site.certificate);
  target.known_hosts = paths(site.known_hosts);
  for (const auto& text : site.hosts.fingerprints)
    target.published_keys.push_back(published_key(text));
  std::error_code error;
  const auto made = default_key(site.id);
  if (target.identities.empty() && std::filesystem::exists(made, error)) target.identities.push_back(made);
}

Error no_hosts(const config::SiteProfile& site) {
  return Error{{.kind = ErrorKind::config,
                .what = fmt::format("site '{}' has no hosts to log in to", site.id),
                .why = site.missing,
                .hint = fmt::format("give them below sites.{}: hosts: {{login: [{{name: HOST}}]}}", site.id)}};
}

}  // namespace

std::filesystem::path default_key(std::string_view site) {
  return user_directories().home / ".ssh" / fmt::format("aifactory_{}_ed25519", site);
}

Target make_target(const config::SiteProfile& site, HostRole role) {
  const bool own_transfer = role == HostRole::transfer && !site.hosts.transfer.empty();
  const auto& hosts = own_transfer ? site.hosts.transfer : site.hosts.login;
  if (hosts.empty()) throw no_hosts(site);
  Target target;
  target.site = site.id;
  for (const auto& host : hosts)
    target.addresses.push_back({host.name, host.port.value_or(site.hosts.port)});
  target.user = site.user;
  target.connect_limit = site.hosts.timeout;
  target.idle_end = site.idle_end;
  target.use_ssh_config = site.use_ssh_config;
  set_keys(site, target);
  set_secrets(site, target);
  return target;
}

}  // namespace aifactory::account
