// SPDX-License-Identifier: Apache-2.0
#include "config/profile_reader.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "config/check.hpp"
#include "config/profile_slurm.hpp"
#include "config/read.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::config {
namespace {

std::vector<HostEntry> read_hosts(const Node& node, std::string_view key) {
  std::vector<HostEntry> hosts;
  const auto* list = node.find(key);
  if (!list) return hosts;
  for (const auto& item : list->items) {
    auto& host = hosts.emplace_back();
    read(item, "name", host.name);
    if (item.find("port")) {
      int port = 0;
      read(item, "port", port);
      host.port = static_cast<std::uint16_t>(port);
    }
    read(item, "shell", host.shell);
  }
  return hosts;
}

void read_hosts(const Node& node, SiteHosts& hosts) {
  hosts.login = read_hosts(node, "hosts.login");
  hosts.transfer = read_hosts(node, "hosts.transfer");
  int port = hosts.port;
  read(node, "hosts.port", port);
  hosts.port = static_cast<std::uint16_t>(port);
  read(node, "hosts.timeout", hosts.timeout);
  read(node, "hosts.max_sessions", hosts.max_sessions);
  read(node, "hosts.fingerprints", hosts.fingerprints);
  read(node, "hosts.host_keys", hosts.host_keys);
}

void read_login(const Node& node, SiteLogin& login) {
  read(node, "login.kind", login.kind);
  read(node, "login.portals", login.portals);
  read(node, "login.key_where", login.key_where);
  read(node, "login.key_types", login.key_types);
  read(node, "login.key_delay", login.key_delay);
  read(node, "login.from_clause", login.from_clause);
  read(node, "login.code_prompts", login.code_prompts);
  read(node, "login.password_change_host", login.password_change_host);
  read(node, "login.username_pattern", login.username_pattern);
  read(node, "login.renew", login.renew);
  read(node, "login.steps", login.steps);
  read(node, "login.certificate_authority.url", login.authority.url);
  read(node, "login.certificate_authority.fingerprint", login.authority.fingerprint);
  read(node, "login.certificate_authority.provisioner", login.authority.provisioner);
  read(node, "login.certificate_authority.lifetime", login.authority.lifetime);
}

void read_facts(const Node& node, SiteProfile& site) {
  read(node, "name", site.name);
  read(node, "centre", site.centre);
  read(node, "country", site.country);
  read(node, "ai_factory", site.ai_factory);
  read(node, "arch", site.arch);
  read(node, "login_arch", site.login_arch);
  read(node, "verified", site.verified);
  read(node, "egress.login", site.egress.login);
  read(node, "egress.compute", site.egress.compute);
  read(node, "egress.transfer", site.egress.transfer);
  read(node, "support", site.support);
  read(node, "documentation", site.documentation);
  read(node, "missing", site.missing);
  const auto* sources = node.find("sources");
  if (!sources) return;
  for (const auto& member : sources->members) {
    auto& source = site.sources[member.key];
    read(member.value, "mark", source.mark);
    read(member.value, "from", source.from);
  }
}

void read_submission(const Node& node, SiteProfile& site) {
  std::string scheduler = "slurm";
  read(node, "scheduler", scheduler);
  site.scheduler = scheduler == "local"  ? SchedulerKind::local
                   : scheduler == "none" ? SchedulerKind::none
                                         : SchedulerKind::slurm;
  read(node, "submit.direct", site.direct_submit);
  read(node, "submit.elsewhere", site.submit_elsewhere);
  read(node, "poll_at_least", site.poll_at_least);
  read_slurm(node, site.slurm);
}

void read_tools(const Node& node, SiteProfile& site) {
  if (const auto* commands = node.find("commands")) {
    for (const auto& member : commands->members) {
      auto& command = site.commands[member.key];
      read(member.value, "run", command.run);
      read(member.value, "parser", command.parser);
      read(member.value, "host", command.host);
      read(member.value, "unit", command.unit);
      read(member.value, "gpu_hour", command.gpu_hour);
      read(member.value, "lag", command.lag);
    }
  }
  read(node, "containers.runtime", site.containers.runtime);
  read(node, "containers.load", site.containers.load);
  read(node, "containers.gpu_flag", site.containers.gpu_flag);
  read(node, "containers.images", site.containers.images);
  read(node, "object_store", site.object_store);
  read(node, "offline_env", site.offline_env);
}

void read_secret(const Node& node, std::string_view key, std::optional<std::string>& command) {
  if (const auto* value = node.find(key)) read(*value, "command", command);
}

void read_user(const Node& node, SiteProfile& site) {
  read(node, "user", site.user);
  read(node, "account", site.account);
  read(node, "qos", site.qos);
  read(node, "partition", site.partition);
  site.identity = read_paths(node, "identity");
  site.certificate = read_paths(node, "certificate");
  site.known_hosts = read_paths(node, "known_hosts");
  read_secret(node, "identity_passphrase", site.passphrase_command);
  read_secret(node, "password", site.password_command);
  read_secret(node, "otp", site.code_command);
  const auto* idle = node.find("idle_end");
  if (idle && idle->text == "never") {
    site.idle_end.reset();
  } else {
    read(node, "idle_end", site.idle_end);
  }
  read(node, "use_ssh_config", site.use_ssh_config);
}

Failure bad_path(const Node& value, std::string what, std::string hint) {
  return {.kind = ErrorKind::config, .what = std::move(what), .where = value.place.text(), .hint = std::move(hint)};
}

std::string read_place(const Node& value, const PathValues& values) {
  const auto& known = path_variables();
  for (const auto& name : open_variables(value.text)) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw Error{bad_path(value, fmt::format("paths know no variable {{{}}}", printable(name)), suggest(name, known))};
  }
  return fill_path(value.text, values);
}

/// On a site a root is absolute; on this machine it may also be relative to the file that names it.
std::string read_root(const Node& value, const SiteProfile& site, const PathValues& values) {
  const auto root = read_place(value, values);
  if (root.front() == '/' || root.front() == '{') return root;
  if (site.scheduler == SchedulerKind::local) return read_path(value).string();
  if (root.substr(0, 2) == "~/") return "{home}" + root.substr(1);
  throw Error{bad_path(value, "root must be an absolute path on the site, not '" + printable(value.text) + "'",
                       "begin it with / or ~/ or {home}/")};
}

void read_storage(const Node& node, SiteProfile& site, const PathValues& values) {
  if (const auto* root = node.find("root")) site.root = read_root(*root, site, values);
  read(node, "node_tmp", site.node_tmp);
  read(node, "compute_mounts", site.compute_mounts);
  const auto* storage = node.find("storage");
  if (!storage) return;
  for (const auto& member : storage->members) {
    auto& place = site.storage[member.key];
    if (const auto* path = member.value.find("path")) place.path = read_place(*path, values);
    read_bytes(member.value, "quota", place.quota_bytes);
    read_count(member.value, "files", place.quota_files);
    read(member.value, "purge_days", place.purge_days);
    read(member.value, "backup", place.backup);
  }
}

}  // namespace

SiteProfile read_profile(const std::string& id, const Node& node, PathValues values) {
  SiteProfile site;
  site.id = id;
  read_facts(node, site);
  read_hosts(node, site.hosts);
  read_login(node, site.login);
  read_submission(node, site);
  read_tools(node, site);
  read_user(node, site);
  values["user"] = site.user;
  values["account"] = site.account;
  read_storage(node, site, values);
  return site;
}

}  // namespace aifactory::config
