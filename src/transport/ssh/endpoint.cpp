// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/endpoint.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include "transport/ssh/ssh_config.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

namespace aifactory::transport::ssh {
namespace {

using Path = std::filesystem::path;
constexpr std::uint16_t usual_port = 22;

std::string user_name() {
  if (const auto* entry = ::getpwuid(::getuid())) return entry->pw_name;
  const char* name = std::getenv("USER");
  return name != nullptr ? name : "";
}

/// ProxyJump by way of the ssh program: the last host of the list connects to the target, reached over the others.
std::string jump_command(std::string_view jumps) {
  const auto comma = jumps.rfind(',');
  const auto last = comma == std::string_view::npos ? jumps : jumps.substr(comma + 1);
  std::string command = "ssh ";
  if (comma != std::string_view::npos) command += "-J " + shell_quote(jumps.substr(0, comma)) + " ";
  const auto destination = last.starts_with("ssh://") ? std::string{last} : fmt::format("ssh://{}", last);
  return command + "-W '[%h]:%p' -- " + shell_quote(destination);
}

/// Both may end up in a command line (ProxyCommand), as text that a shell reads.
void refuse_odd(std::string_view what, std::string_view name) {
  constexpr std::string_view signs = R"('"`$\;&<>|(){}! )";
  const bool odd = name.empty() || name.starts_with('-') || name.find_first_of(signs) != std::string_view::npos ||
                   printable(name) != name;
  if (!odd) return;
  throw Error{{.kind = ErrorKind::config,
               .what = fmt::format("this cannot be a {}: {}", what, name.empty() ? "(empty)" : printable(name)),
               .why = "it has characters that no host or account has"}};
}

class Resolver {
 public:
  Resolver(const Target& target, const Address& address, const Surroundings& around)
      : target_(target), address_(address), around_(around) {
    if (!target.use_ssh_config) return;
    const std::vector<SshConfigSource> sources = {
        {.file = around.user_config, .folder = around.user_config.parent_path()},
        {.file = around.system_config, .folder = around.system_config.parent_path()}};
    config_ = read_ssh_config(sources, {.host = address.name, .user = target.user, .local_user = around.local_user});
  }

  Endpoint run() {
    Endpoint endpoint;
    endpoint.alias = address_.name;
    endpoint.user = !target_.user.empty() ? target_.user : config_.user.value_or(around_.local_user);
    endpoint.address = {.name = host_name(), .port = port()};
    refuse_odd("host name", endpoint.address.name);
    refuse_odd("user name", endpoint.user);
    tokens_ = tokens_of(endpoint, around_);
    endpoint.identities = identities();
    endpoint.certificates = certificates();
    endpoint.known_hosts = known_hosts();
    endpoint.identities_only = !target_.identities.empty() || config_.identities_only.value_or(false);
    endpoint.proxy_command = proxy_command();
    endpoint.agent = agent();
    return endpoint;
  }

 private:
  std::string host_name() const {
    if (!config_.host_name) return address_.name;
    return expand_tokens(*config_.host_name, {{'h', address_.name}});
  }

  std::uint16_t port() const { return address_.port != usual_port ? address_.port : config_.port.value_or(usual_port); }

  std::vector<Path> paths(const std::vector<std::string>& texts) const {
    std::vector<Path> expanded;
    for (const auto& text : texts)
      if (text != "none") expanded.push_back(expand_path(text, tokens_, around_.home));
    return expanded;
  }

  std::vector<Path> identities() const {
    if (!target_.identities.empty()) return target_.identities;
    if (!config_.identity_files.empty()) return paths(config_.identity_files);
    const auto folder = around_.home / ".ssh";
    return {folder / "id_ed25519", folder / "id_ecdsa", folder / "id_rsa"};
  }

  std::vector<Path> certificates() const {
    return target_.certificates.empty() ? paths(config_.certificate_files) : target_.certificates;
  }

  std::vector<Path> known_hosts() const {
    if (!target_.known_hosts.empty()) return target_.known_hosts;
    auto files = config_.user_known_hosts
                     ? paths(*config_.user_known_hosts)
                     : std::vector<Path>{around_.home / ".ssh/known_hosts", around_.home / ".ssh/known_hosts2"};
    if (!files.empty()) files.emplace_back(system_known_hosts);
    return files;
  }

  std::optional<std::string> proxy_command() const {
    auto command = config_.proxy_command;
    if (config_.proxy_jump && *config_.proxy_jump != "none") command = jump_command(*config_.proxy_jump);
    if (!command || *command == "none") return {};
    return expand_tokens(*command, tokens_);
  }

  std::optional<Path> agent() const {
    if (!config_.identity_agent || *config_.identity_agent == "SSH_AUTH_SOCK") return around_.agent;
    if (*config_.identity_agent == "none") return {};
    if (config_.identity_agent->starts_with('$') && !config_.identity_agent->starts_with("${")) {
      const char* named = std::getenv(config_.identity_agent->c_str() + 1);
      if (named == nullptr || *named == '\0') return {};
      return named;
    }
    return expand_path(*config_.identity_agent, tokens_, around_.home);
  }

  const Target& target_;
  const Address& address_;
  const Surroundings& around_;
  SshConfig config_;
  Tokens tokens_;
};

}  // namespace

std::string Endpoint::label() const {
  const auto host = address.port == usual_port ? address.name : fmt::format("{}:{}", address.name, address.port);
  return printable(fmt::format("{}@{}", user, host));
}

Tokens tokens_of(const Endpoint& endpoint, const Surroundings& around) {
  return {{'h', endpoint.address.name}, {'n', endpoint.alias},
          {'k', endpoint.alias},        {'p', std::to_string(endpoint.address.port)},
          {'r', endpoint.user},         {'u', around.local_user},
          {'d', around.home.string()},  {'i', std::to_string(::getuid())}};
}

Surroundings surroundings() {
  const auto home = user_directories().home;
  const char* agent = std::getenv("SSH_AUTH_SOCK");
  Surroundings around{.home = home,
                      .user_config = home / ".ssh/config",
                      .system_config = "/etc/ssh/ssh_config",
                      .local_user = user_name(),
                      .agent = {}};
  if (agent != nullptr && *agent != '\0') around.agent = agent;
  return around;
}

Endpoint resolve(const Target& target, const Address& address, const Surroundings& around) {
  return Resolver{target, address, around}.run();
}

}  // namespace aifactory::transport::ssh
