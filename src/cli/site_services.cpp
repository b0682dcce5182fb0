// SPDX-License-Identifier: Apache-2.0
#include "cli/site_services.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/config/path_template.hpp"
#include "aifactory/transport/local.hpp"
#include "aifactory/transport/trace.hpp"

#include "cli/live_answers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aifactory::cli {
namespace {

/// Replaces "{name}" everywhere.
std::string fill(std::string text, std::string_view name, std::string_view value) {
  const std::string key = fmt::format("{{{}}}", name);
  for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + value.size()))
    text.replace(at, key.size(), value);
  return text;
}

/// What only the site knows of its user: home folder, primary group, login name; one a line.
constexpr std::string_view who_am_i = "printf '%s\\n' \"$HOME\"; id -gn; id -un";

/// What is still open now is the user's to say.
void require_complete(const std::string& root, const std::string& site) {
  const std::vector<std::string> open = config::open_variables(root);
  if (open.empty()) return;
  throw Error{{.kind = ErrorKind::config,
               .what = fmt::format("site {} needs to know your {} for its folder {}", site, join(open, " and "), root),
               .hint = fmt::format("add it in aifactory.yaml, as in  sites: {{{}: {{{}: …}}}}", site, open.front())}};
}

std::string remembered_roots(const config::SiteProfile& profile) {
  return (user_directories().state / "roots" / key_of(profile, profile.root)).string();
}

}  // namespace

SiteServices::SiteServices(Parts parts) : parts_(std::move(parts)) {}

transport::ssh::Target SiteServices::target(account::HostRole role) const {
  transport::ssh::Target target = account::make_target(profile(), role);
  target.accepted_fingerprint = parts_.accepted_fingerprint;
  return target;
}

transport::ssh::Target SiteServices::login_target() const {
  return target(account::HostRole::login);
}

bool SiteServices::has_transfer_hosts() const {
  const auto same = [](const config::HostEntry& a, const config::HostEntry& b) {
    return a.name == b.name && a.port == b.port;
  };
  const config::SiteHosts& hosts = profile().hosts;
  return !hosts.transfer.empty() && !std::ranges::equal(hosts.transfer, hosts.login, same);
}

std::vector<transport::ssh::Target> SiteServices::targets() const {
  std::vector<transport::ssh::Target> targets{login_target()};
  if (has_transfer_hosts()) targets.push_back(target(account::HostRole::transfer));
  return targets;
}

std::unique_ptr<transport::Host> SiteServices::connect(account::HostRole role) const {
  auto host =
      is_local() ? transport::make_local_host() : transport::ssh::make_host(target(role), parts_.person, parts_.share);
  if (!parts_.trace.wanted()) return host;
  return transport::trace_host(std::move(host), [log = &parts_.trace](std::string_view line) { log->write(line); });
}

transport::Host& SiteServices::login_host() {
  if (!login_host_) login_host_ = connect(account::HostRole::login);
  return *login_host_;
}

transport::Host& SiteServices::transfer_host() {
  if (is_local() || !has_transfer_hosts()) return login_host();
  if (!transfer_host_) transfer_host_ = connect(account::HostRole::transfer);
  return *transfer_host_;
}

/// A code for one time is not spent on them: the first login needs it.
std::vector<transport::Host*> SiteServices::further_transfer_hosts(int count) {
  const auto role = has_transfer_hosts() ? account::HostRole::transfer : account::HostRole::login;
  std::vector<transport::Host*> hosts;
  for (int i = 0; i < count && !is_local(); ++i) {
    if (further_hosts_.size() == hosts.size()) {
      auto further = target(role);
      further.one_time_code.reset();
      further_hosts_.push_back(transport::ssh::make_host(std::move(further), nobody_, transport::ssh::Share::no));
    }
    hosts.push_back(further_hosts_[hosts.size()].get());
  }
  return hosts;
}

transport::Host& SiteServices::quota_host() {
  const auto quota = profile().commands.find("quota");
  const bool elsewhere = quota != profile().commands.end() &&
                         std::ranges::any_of(profile().hosts.transfer, [&](const config::HostEntry& entry) {
                           return entry.shell && entry.name == quota->second.host;
                         });
  return elsewhere ? transfer_host() : login_host();
}

const scheduler::Scheduler& SiteServices::scheduler() {
  if (!scheduler_) scheduler_ = scheduler::make_scheduler(profile());
  return *scheduler_;
}

const std::string& SiteServices::root() {
  if (root_.empty()) root_ = find_root();
  return root_;
}

std::string SiteServices::find_root() {
  std::string root = fill(profile().root, "user", profile().user.empty() ? "{user}" : profile().user);
  if (root.find('{') == std::string::npos && root.starts_with('/')) return root;
  const std::string remembered = remembered_roots(profile());
  if (const auto known = read_file_if_any(remembered)) return *known;
  const transport::Output answer =
      transport::run(login_host(), {.script = std::string(who_am_i), .repeat = transport::Repeat::safe});
  const std::vector<std::string> lines = split_lines(answer.out);
  if (!answer.ending.ok() || lines.size() != 3 || !lines[0].starts_with('/'))
    throw Error{{.kind = ErrorKind::protocol,
                 .what = fmt::format("{} did not say what its user's home folder and group are", login_host().name()),
                 .why = printable(answer.out + answer.err, Lines::keep),
                 .hint = fmt::format("set 'root' of site {} to an absolute folder in aifactory.yaml", profile().id)}};
  root = fill(fill(fill(root, "home", lines[0]), "group", lines[1]), "user", lines[2]);
  require_complete(root, profile().id);
  if (!root.starts_with('/')) root = lines[0] + '/' + root;
  make_private_directory(std::filesystem::path(remembered).parent_path());
  write_file(remembered, root, 0600);
  return root;
}

job::Jobs& SiteServices::jobs() {
  if (!jobs_)
    jobs_ = std::make_unique<job::Jobs>(job::Jobs::Parts{.host = login_host(),
                                                         .scheduler = scheduler(),
                                                         .site = profile(),
                                                         .ledger = parts_.ledger(),
                                                         .root = root(),
                                                         .before_call = [this] { spend_call(); },
                                                         .caveat = [this](const auto& text) { warn_once(text); }});
  return *jobs_;
}

/// A command that looks again and again says it the first time.
void SiteServices::warn_once(const std::string& text) {
  if (warned_.insert(text).second) parts_.warn(fmt::format("{}: {}", profile().id, text));
}

dataset::Datasets& SiteServices::datasets() {
  if (!datasets_) datasets_ = std::make_unique<dataset::Datasets>(transfer_host(), profile(), root());
  return *datasets_;
}

}  // namespace aifactory::cli
