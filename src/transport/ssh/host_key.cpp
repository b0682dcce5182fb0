// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/host_key.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include "transport/ssh/base64.hpp"
#include "transport/ssh/wire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace aifactory::transport::ssh {
namespace {

[[noreturn]] void refuse(std::string what, std::string why, std::string hint) {
  throw Error{{.kind = ErrorKind::not_permitted,
               .what = std::move(what),
               .why = std::move(why),
               .hint = std::move(hint),
               .subject = Subject::host_key}};
}

/// One key shown by one server, and what may be said about it.
class Check {
  static constexpr std::string_view other_type_hint =
      "; if the published one is of another type than the one shown, write that before it in hosts.fingerprints of the "
      "site: 'ssh-rsa SHA256:…'";

 public:
  Check(const Trust& trust, const HostKey& shown, const Endpoint& endpoint, const Target& target)
      : trust_(trust), shown_(shown), endpoint_(endpoint), target_(target), print_(fingerprint_of(shown.blob)) {}

  void run(Person& person) const {
    switch (judge(trust_.known, shown_)) {
      case Standing::known:
        return;
      case Standing::revoked:
        refuse_revoked();
      case Standing::changed:
        refuse_changed();
      case Standing::other_type:
        break;
      case Standing::unknown:
        if (published()) return;
        break;
    }
    if (target_.accepted_fingerprint == print_) return write_down();
    if (!target_.published_keys.empty() && !published()) refuse_unpublished();
    if (judge(trust_.known, shown_) == Standing::other_type) refuse_other_type();
    if (!person.confirm(question())) refuse_unknown();
    write_down();
  }

 private:
  std::string host() const { return known_hosts_name(endpoint_.address); }

  bool published() const {
    return std::ranges::find(target_.published_keys, print_, &PublishedKey::fingerprint) !=
           target_.published_keys.end();
  }

  std::string question() const {
    return fmt::format("The host key of {} is not known yet:\n  {} {}\n{} Trust it?", printable(host()),
                       printable(shown_.type), print_,
                       trust_.authorities > 0 ? no_authorities() + "\nCompare it: " + through_ssh() + "."
                                              : "Compare it with the one the site publishes.");
  }

  static std::string no_authorities() {
    return "Your known_hosts names a certificate authority for it, but certificates of hosts cannot be checked here.";
  }

  /// The ssh program does check the certificate, so what comes through it is the host's own word.
  std::string through_ssh() const {
    const auto type = shown_.type.find("ecdsa") != std::string::npos ? "ecdsa"
                      : shown_.type.find("rsa") != std::string::npos ? "rsa"
                                                                     : "ed25519";
    return fmt::format("ssh -p {} {} ssh-keygen -lf /etc/ssh/ssh_host_{}_key.pub", endpoint_.address.port,
                       printable(shell_quote(endpoint_.address.name)), type);
  }

  std::string accept_hint() const {
    if (trust_.authorities > 0)
      return fmt::format(
          "compare the fingerprint with what ssh lets the host say itself, {}, then run the command "
          "again with --accept-host-key {}",
          through_ssh(), print_);
    return fmt::format(
        "compare the fingerprint with the one the site publishes, then run the command again with "
        "--accept-host-key {}",
        print_);
  }

  [[noreturn]] void refuse_unknown() const {
    std::string why = fmt::format("it shows the {} key {}", printable(shown_.type), print_);
    if (trust_.authorities > 0) why += "\n" + no_authorities();
    refuse(fmt::format("the host key of {} is not known", host()), why, accept_hint());
  }

  [[noreturn]] void refuse_unpublished() const {
    std::string why = fmt::format("it shows the {} key {}", printable(shown_.type), print_);
    for (const auto& key : target_.published_keys)
      why += fmt::format("\npublished is the{} key {}", key.type.empty() ? "" : ' ' + key.type, key.fingerprint);
    refuse(fmt::format("the host key of {} is not one that the site publishes", host()), why,
           fmt::format("somebody may be listening in: ask the site's support; if they confirm the new key, use "
                       "--accept-host-key {}{}",
                       print_, may_be_of_other_type() ? other_type_hint : ""));
  }

  /// A server has a key of each type and shows the one asked for: which one that should be may not have been said.
  bool may_be_of_other_type() const {
    return std::ranges::any_of(target_.published_keys, &std::string::empty, &PublishedKey::type);
  }

  std::string known_prints() const {
    std::string lines;
    for (const auto& line : trust_.known)
      if (!line.revoked)
        lines += fmt::format("\nknown is the {} key {} ({})", printable(line.key.type), fingerprint_of(line.key.blob),
                             line.where);
    return lines;
  }

  [[noreturn]] void refuse_changed() const {
    refuse(fmt::format("the host key of {} has changed", host()),
           fmt::format("it shows the {} key {}{}", printable(shown_.type), print_, known_prints()),
           "somebody may be listening in: ask the site's support; if they confirm the new key, take the old line out "
           "of that file");
  }

  [[noreturn]] void refuse_other_type() const {
    refuse(fmt::format("{} shows a host key of a type that is not known for it", host()),
           fmt::format("it shows the {} key {}{}", printable(shown_.type), print_, known_prints()), accept_hint());
  }

  [[noreturn]] void refuse_revoked() const {
    refuse(fmt::format("the host key of {} is marked as revoked", host()),
           fmt::format("it shows the {} key {}, which a known_hosts file declares stolen or void",
                       printable(shown_.type), print_),
           "do not log in there; ask the site's support");
  }

  /// Appends a line to the first known_hosts file.
  void write_down() const {
    if (endpoint_.known_hosts.empty()) return;
    const auto& path = endpoint_.known_hosts.front();
    const auto before = read_file_if_any(path).value_or("");
    const UniqueFd file{open_for_appending(path)};
    auto line = fmt::format("{} {} {}\n", host(), shown_.type, encode_base64(shown_.blob));
    if (!before.empty() && !before.ends_with('\n')) line.insert(0, 1, '\n');
    if (::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
      throw system_error("cannot write " + path.string(), errno);
  }

  static int open_for_appending(const std::filesystem::path& path) {
    constexpr mode_t owner_only = 0600;
    if (!path.parent_path().empty() && !std::filesystem::exists(path.parent_path()))
      make_private_directory(path.parent_path());
    const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, owner_only);
    if (file < 0) throw system_error("cannot write " + path.string(), errno, ErrorKind::cannot_create);
    return file;
  }

  const Trust& trust_;
  const HostKey& shown_;
  const Endpoint& endpoint_;
  const Target& target_;
  std::string print_;
};

}  // namespace

Trust read_trust(const Endpoint& endpoint) {
  Trust trust;
  for (const auto& path : endpoint.known_hosts) {
    const auto text = read_file_if_any(path);
    if (!text) continue;
    auto found = find_known_keys(*text, path.string(), endpoint.address);
    std::ranges::move(found.keys, std::back_inserter(trust.known));
    trust.authorities += found.authorities;
  }
  return trust;
}

void check_host_key(const Trust& trust, const HostKey& shown, const Endpoint& endpoint, const Target& target,
                    Person& person) {
  Check{trust, shown, endpoint, target}.run(person);
}

}  // namespace aifactory::transport::ssh
