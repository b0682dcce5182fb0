// SPDX-License-Identifier: Apache-2.0
#include "cli/allowed_programs.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::cli {
namespace {

bool names_programs(const config::SiteProfile& site) {
  return site.passphrase_command || site.password_command || site.code_command;
}

bool has_projects_commands(const config::SiteProfile& site) {
  return std::ranges::any_of(site.commands, [](const auto& command) { return command.second.from_project; });
}

void add(std::string& text, std::string_view name, std::string_view value) {
  text += fmt::format("{}: {}\n", name, shell_quote(std::string(value)));
}

void add(std::string& text, std::string_view name, const std::vector<config::HostEntry>& hosts, std::uint16_t port) {
  for (const auto& host : hosts)
    add(text, name, fmt::format("{} {}", host.name, host.port.value_or(port)));
}

/// All that matters for who gets to see which secret.
std::string essence(const config::SiteProfile& site) {
  std::string text;
  add(text, "site", site.id);
  for (const auto& command : {site.passphrase_command, site.password_command, site.code_command})
    add(text, "program", command.value_or(""));
  add(text, "login", site.hosts.login, site.hosts.port);
  add(text, "transfer", site.hosts.transfer, site.hosts.port);
  for (const auto& fingerprint : site.hosts.fingerprints)
    add(text, "fingerprint", fingerprint);
  for (const auto& file : site.known_hosts)
    add(text, "known_hosts", file);
  return text;
}

/// What was agreed to; another text is another question.
std::string agreement(const config::Settings& settings, const config::SiteProfile& site) {
  std::string text;
  add(text, "file", settings.project().file.string());
  for (const auto& [name, command] : site.commands)
    if (command.from_project) add(text, name, command.run);
  return text + essence(site);
}

std::filesystem::path record_of(const std::string& agreed) {
  return user_directories().state / "allowed" / sha256_hex(agreed);
}

bool has_say_in_secrets(const config::Settings& settings, const config::SiteProfile& site,
                        const std::filesystem::path& user_file) {
  if (!names_programs(site) || !settings.has_project()) return false;
  const auto without = config::Settings::load({}, "/", user_file);
  const auto names = without.site_names();
  return std::ranges::find(names, site.id) == names.end() || essence(without.site(site.id)) != essence(site);
}

bool allowed(const config::Settings& settings, const config::SiteProfile& site) {
  const auto agreed = agreement(settings, site);
  return read_file_if_any(record_of(agreed)) == agreed;
}

}  // namespace

bool project_has_say(const config::Settings& settings, const config::SiteProfile& site,
                     const std::filesystem::path& user_file) {
  return has_projects_commands(site) || has_say_in_secrets(settings, site, user_file);
}

bool withhold_programs(const config::Settings& settings, config::SiteProfile& site,
                       const std::filesystem::path& user_file) {
  const bool secrets = has_say_in_secrets(settings, site, user_file);
  if ((!secrets && !has_projects_commands(site)) || allowed(settings, site)) return false;
  if (secrets) {
    site.passphrase_command.reset();
    site.password_command.reset();
    site.code_command.reset();
  }
  for (auto& [name, command] : site.commands)
    if (command.from_project) command.run.clear();
  return true;
}

void allow_programs(const config::Settings& settings, const config::SiteProfile& site) {
  const auto agreed = agreement(settings, site);
  const auto record = record_of(agreed);
  make_private_directory(record.parent_path());
  write_file(record, agreed, 0600);
}

}  // namespace aifactory::cli
