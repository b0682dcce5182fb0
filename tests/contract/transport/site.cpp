// SPDX-License-Identifier: Apache-2.0
#include "site.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/local.hpp"

#include <cstdlib>

namespace aifactory::contract {
namespace {

std::filesystem::path env_file() {
  const char* named = std::getenv("AIFACTORY_CLUSTER_ENV");
  return named != nullptr ? named : AIFACTORY_SOURCE_DIR "/build/cluster/bookworm/env";
}

std::map<std::string, std::string> read_env() {
  const auto text = read_file_if_any(env_file());
  if (!text)
    throw Error{{.kind = ErrorKind::no_input,
                 .what = "there is no test cluster",
                 .why = env_file().string() + " does not exist",
                 .hint = "start it: sudo tests/cluster/up bookworm"}};
  std::map<std::string, std::string> values;
  for (const auto& line : split_lines(*text)) {
    const auto equals = line.find("='");
    if (equals != std::string::npos) values[line.substr(0, equals)] = line.substr(equals + 2, line.size() - equals - 3);
  }
  return values;
}

}  // namespace

Cluster cluster() {
  const auto values = read_env();
  const auto port = [&](const std::string& name) {
    return static_cast<std::uint16_t>(std::stoi(values.at("AIFACTORY_CLUSTER_" + name)));
  };
  return {.keys = values.at("AIFACTORY_CLUSTER_KEYS"),
          .root = values.at("AIFACTORY_CLUSTER_ROOT"),
          .sshd_log = values.at("AIFACTORY_CLUSTER_SSHD_LOG"),
          .port = port("PORT"),
          .port_of_two_sessions = port("PORT_MAXSESSIONS2"),
          .port_of_dropbear = port("PORT_DROPBEAR")};
}

OwnFolders::OwnFolders() {
  const std::map<std::string, std::string> names = {
      {"HOME", "home"}, {"XDG_RUNTIME_DIR", "run"}, {"XDG_STATE_HOME", "state"}, {"SSH_AUTH_SOCK", "no-agent"}};
  for (const auto& [name, folder] : names) {
    const char* value = std::getenv(name.c_str());
    before_[name] = value != nullptr ? std::optional<std::string>{value} : std::nullopt;
    std::filesystem::create_directories(folder_.path() / folder);
    ::setenv(name.c_str(), (folder_.path() / folder).c_str(), 1);
  }
}

OwnFolders::~OwnFolders() {
  for (const auto& [name, value] : before_)
    value ? ::setenv(name.c_str(), value->c_str(), 1) : ::unsetenv(name.c_str());
}

Secret ScriptedPerson::ask(std::string_view text, Echo) {
  asked.emplace_back(text);
  for (const auto& [part, answer] : answers)
    if (text.find(part) != std::string_view::npos) return Secret{answer};
  throw Error{{.kind = ErrorKind::not_permitted, .what = "nobody can be asked", .why = std::string{text}}};
}

bool ScriptedPerson::confirm(std::string_view question) {
  asked.emplace_back(question);
  return trusts;
}

ssh::Target target_of(const std::string& user, const std::string& key) {
  constexpr std::size_t length = 8;
  const auto here = cluster();
  ssh::Target target;
  target.site = "test-" + random_name(length);
  target.addresses = {{.name = "127.0.0.1", .port = here.port}};
  target.user = user;
  if (!key.empty()) target.identities = {here.keys / key};
  target.known_hosts = {here.keys / "known_hosts"};
  target.use_ssh_config = false;
  return target;
}

std::size_t logins_so_far() {
  std::size_t count = 0;
  for (const auto& line : split_lines(read_file(cluster().sshd_log)))
    if (line.starts_with("Accepted ") && line.find(" for ") != std::string::npos) ++count;
  return count;
}

std::string run_here(const std::string& command) {
  const auto here = transport::make_local_host();
  const auto output = transport::run(*here, {.script = command});
  return std::string{trim(output.out)};
}

}  // namespace aifactory::contract
