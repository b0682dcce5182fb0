// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/local.hpp"
#include "aifactory/transport/ssh.hpp"

#include "transport/ssh/endpoint.hpp"
#include "transport/ssh/known_hosts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <pwd.h>
#include <unistd.h>

namespace aifactory::transport::ssh {
namespace {

/// What `ssh -G` prints: values by keyword in lower case, in their order.
using Printed = std::map<std::string, std::vector<std::string>, std::less<>>;

/// A keyword of ssh_config(5) that ssh follows and this program does not, and what happens instead.
struct Unfollowed {
  std::string_view keyword;
  std::string_view here;
};
constexpr std::array unfollowed = {
    Unfollowed{"addressfamily", "IPv4 and IPv6 are both tried"},
    Unfollowed{"bindaddress", "the system chooses the address to connect from"},
    Unfollowed{"bindinterface", "the system chooses the interface to connect from"},
    Unfollowed{"canonicalizehostname", "host names are used as they are written"},
    Unfollowed{"casignaturealgorithms", "libssh's own choice is used"},
    Unfollowed{"checkhostip", "the key is looked up by name only"},
    Unfollowed{"ciphers", "AES-GCM first, then libssh's own choice"},
    Unfollowed{"compression", "nothing is compressed"},
    Unfollowed{"connecttimeout", "the profile's time limit holds"},
    Unfollowed{"controlmaster", "ssh's shared connection is not used: aifactory keeps one of its own"},
    Unfollowed{"dynamicforward", "no port is forwarded"},
    Unfollowed{"forwardagent", "the agent is not forwarded"},
    Unfollowed{"forwardx11", "X11 is not forwarded"},
    Unfollowed{"hostkeyalgorithms", "the types of known keys first, then libssh's own choice"},
    Unfollowed{"hostkeyalias", "the key is looked up under the host's own name"},
    Unfollowed{"hostbasedauthentication", "it is not tried"},
    Unfollowed{"kexalgorithms", "libssh's own choice is used"},
    Unfollowed{"knownhostscommand", "it is not run: only known_hosts files count"},
    Unfollowed{"localcommand", "it is not run"},
    Unfollowed{"localforward", "no port is forwarded"},
    Unfollowed{"macs", "libssh's own choice is used"},
    Unfollowed{"pkcs11provider", "keys on tokens are used through the agent only"},
    Unfollowed{"preferredauthentications", "keys are tried first, then codes and passwords"},
    Unfollowed{"pubkeyacceptedalgorithms", "libssh's own choice is used"},
    Unfollowed{"remotecommand", "it is not run"},
    Unfollowed{"remoteforward", "no port is forwarded"},
    Unfollowed{"securitykeyprovider", "keys on tokens are used through the agent only"},
    Unfollowed{"serveraliveinterval", "the profile's keep-alive holds"},
    Unfollowed{"setenv", "no variables are sent"},
    Unfollowed{"stricthostkeychecking", "host keys are always checked, and unknown ones asked about"},
};

Printed parse(std::string_view text) {
  Printed printed;
  for (const auto& line : split_lines(text)) {
    const auto blank = std::min(line.find(' '), line.size());
    printed[to_lower(line.substr(0, blank))].emplace_back(trim(std::string_view{line}.substr(blank)));
  }
  return printed;
}

/// Asks ssh itself. `options` come before the host. Nothing without an ssh program here.
std::optional<Printed> ask_ssh(const Target& target, const Address& address, std::string_view options) {
  constexpr int not_found = 127;
  constexpr std::uint16_t usual_port = 22;
  auto line = fmt::format("ssh -G {}", options);
  if (!target.user.empty()) line += " -l " + shell_quote(target.user);
  if (address.port != usual_port) line += fmt::format(" -p {}", address.port);
  const auto here = make_local_host();
  const auto answer =
      run(*here, {.script = line + " -- " + shell_quote(address.name), .time_limit = std::chrono::seconds(20)});
  if (answer.ending.status == not_found) return {};
  if (!answer.ending.ok())
    throw Error{{.kind = ErrorKind::config,
                 .what = "ssh cannot read its own configuration",
                 .why = printable(trim(answer.err), Lines::keep),
                 .hint = "check it with: ssh -G " + shell_quote(address.name)}};
  return parse(answer.out);
}

/// ssh looks for its files in the home folder of the account, whatever $HOME says.
std::string where_files_are(const Surroundings& around) {
  const auto* account = ::getpwuid(::getuid());
  if (account != nullptr && around.home == account->pw_dir) return "";
  std::error_code ignored;
  return "-F " + (std::filesystem::exists(around.user_config, ignored) ? shell_quote(around.user_config.string())
                                                                       : std::string{"none"});
}

std::string joined(const Printed& printed, std::string_view keyword) {
  const auto found = printed.find(keyword);
  return found == printed.end() ? "" : join(found->second, ", ");
}

std::string joined(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::string> texts;
  for (const auto& path : paths)
    texts.push_back(path.string());
  return join(texts, ", ");
}

class Comparison {
 public:
  Comparison(const Target& target, const Endpoint& here, const Surroundings& around)
      : target_(target), here_(here), around_(around) {}

  std::vector<Difference> of(const Printed& bare, const Printed& configured) {
    compare("hostname", configured, here_.address.name);
    compare("port", configured, std::to_string(here_.address.port));
    if (target_.user.empty()) compare("user", configured, here_.user);
    if (target_.identities.empty()) compare_files("identityfile", bare, configured, here_.identities);
    if (target_.certificates.empty()) compare_files("certificatefile", bare, configured, here_.certificates);
    if (target_.known_hosts.empty()) compare_files("userknownhostsfile", bare, configured, here_.known_hosts);
    compare_proxy(configured);
    for (const auto& [keyword, instead] : unfollowed)
      if (joined(configured, keyword) != joined(bare, keyword))
        add(keyword, joined(configured, keyword), std::string{instead});
    count_authorities();
    return std::move(found_);
  }

 private:
  void compare(std::string_view keyword, const Printed& configured, const std::string& here) {
    const auto theirs = joined(configured, keyword);
    if (to_lower(theirs) != to_lower(here)) add(keyword, theirs, here);
  }

  void compare_files(std::string_view keyword, const Printed& bare, const Printed& configured,
                     const std::vector<std::filesystem::path>& here) {
    const auto theirs = configured.find(keyword);
    if (theirs == configured.end() || joined(configured, keyword) == joined(bare, keyword)) return;
    const auto tokens = tokens_of(here_, around_);
    std::vector<std::filesystem::path> expanded;
    const bool one_line = keyword == "userknownhostsfile";
    for (const auto& value : theirs->second)
      for (const auto& word : one_line ? split(value, ' ') : std::vector{value})
        if (word != "none") expanded.push_back(expand_path(word, tokens, around_.home));
    if (one_line && !here.empty()) expanded.emplace_back(system_known_hosts);
    if (joined(expanded) != joined(here)) add(keyword, joined(expanded), joined(here));
  }

  /// How the jump is made is this program's own matter; whether there is one is not.
  void compare_proxy(const Printed& configured) {
    const auto jump = joined(configured, "proxyjump");
    const auto theirs = jump.empty() ? joined(configured, "proxycommand") : jump;
    if (theirs.empty() == !here_.proxy_command.has_value()) return;
    add(jump.empty() ? "proxycommand" : "proxyjump", theirs.empty() ? "none" : theirs,
        here_.proxy_command.value_or("no proxy"));
  }

  void count_authorities() {
    std::size_t authorities = 0;
    for (const auto& file : here_.known_hosts)
      if (const auto text = read_file_if_any(file))
        authorities += find_known_keys(*text, file.string(), here_.address).authorities;
    if (authorities > 0)
      add("@cert-authority", "accepts host keys that this authority has signed",
          "host certificates are not known: the key itself must be");
  }

  void add(std::string_view keyword, std::string ssh, std::string here) {
    found_.push_back({.keyword = std::string{keyword},
                      .ssh = printable(ssh.empty() ? "(not set)" : ssh),
                      .here = printable(here.empty() ? "(none)" : here)});
  }

  const Target& target_;
  const Endpoint& here_;
  const Surroundings& around_;
  std::vector<Difference> found_;
};

}  // namespace

std::optional<std::vector<Difference>> compare_with_ssh(const Target& target) {
  if (!target.use_ssh_config || target.addresses.empty()) return std::vector<Difference>{};
  const auto& address = target.addresses.front();
  const auto around = surroundings();
  const auto endpoint = resolve(target, address, around);
  const auto configured = ask_ssh(target, address, where_files_are(around));
  const auto bare = configured ? ask_ssh(target, address, "-F none") : std::nullopt;
  if (!bare) return {};
  return Comparison{target, endpoint, around}.of(*bare, *configured);
}

}  // namespace aifactory::transport::ssh
