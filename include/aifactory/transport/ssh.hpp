// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/quantity.hpp"
#include "aifactory/base/secret.hpp"
#include "aifactory/transport/host.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::transport::ssh {

struct Address {
  std::string name;
  std::uint16_t port = 22;
};

/// A secret given by a program of the user's (a password manager): its first line of output, run locally by /bin/sh.
struct SecretCommand {
  std::string command;
};

/// A host key that a site publishes.
struct PublishedKey {
  std::string type;         ///< "ssh-ed25519" as in known_hosts; empty: not said
  std::string fingerprint;  ///< "SHA256:…"
};

/// Everything about one way to one pool of machines. Values given here win over ~/.ssh/config, which wins over
/// defaults; see ssh_config.hpp.
struct Target {
  std::string site;                               ///< for messages, sockets and budgets
  std::vector<Address> addresses;                 ///< tried in this order; at least one
  std::string user;                               ///< empty: ssh_config, else the local user
  std::vector<std::filesystem::path> identities;  ///< private keys; empty: ssh_config, agent, ~/.ssh/id_*
  std::vector<std::filesystem::path> certificates;
  std::vector<std::filesystem::path> known_hosts;  ///< empty: ~/.ssh/known_hosts; new keys are written to the first
  std::vector<PublishedKey> published_keys;
  std::optional<std::string> accepted_fingerprint;  ///< --accept-host-key
  std::optional<SecretCommand> passphrase;
  std::optional<SecretCommand> password;
  std::optional<SecretCommand> one_time_code;
  std::vector<std::string> code_prompts;   ///< patterns of prompts that the code answers (ECMAScript regex)
  std::chrono::seconds connect_limit{15};  ///< for each address
  std::chrono::seconds keep_alive{10};     ///< silence after which the server is asked
  std::chrono::seconds dead_after{30};     ///< silence after which the connection counts as lost
  std::optional<std::chrono::seconds> idle_end = std::chrono::minutes(30);  ///< of the keeper; empty: never
  bool use_ssh_config = true;
};

/// The person, when one is there. Implemented by cli on the terminal, by tests with a script; deep code never prints.
class Person {
 public:
  virtual ~Person() = default;
  /// Shows `text` (already printable) and reads a line without echo unless `echo`. Errors: not_permitted when nobody
  /// can be asked (no terminal, --no-input), saying what was asked for.
  enum class Echo { off, on };
  virtual Secret ask(std::string_view text, Echo echo) = 0;
  /// A yes-or-no question; false also when nobody can be asked.
  virtual bool confirm(std::string_view question) = 0;
  /// Something to read before answering: banners, instructions of the server. Already printable.
  virtual void tell(std::string_view text) = 0;
  /// Told why a login must wait for its turn; false: it had better fail at once.
  virtual bool waits(std::string_view why) {
    tell(why);
    return true;
  }
};

enum class Share { yes, no };

/// The host behind `target`. Connects at first use. Share::yes: through the site's keeper, started when there is none
/// (its login happens in this process, in the foreground). Share::no: a connection of this process's own.
/// `person` must outlive the host.
std::unique_ptr<Host> make_host(Target target, Person& person, Share share);

/// The keeper of a target.
struct ConnectionStatus {
  std::string site;
  std::string address;  ///< "alice@alogin1.bsc.es:22"
  bool open = false;
  long keeper_pid = 0;
  Time since{};
  std::optional<Time> ends;  ///< when it will end if nothing happens; empty: never
  std::size_t channels = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t commands = 0;
};
ConnectionStatus connection_status(const Target& target);
std::vector<ConnectionStatus> all_connections();
/// True when one was open. Waits until it is gone.
bool close_connection(const Target& target);
/// Closes every connection of this user; returns how many there were.
std::size_t close_all_connections();

/// First login of a new user: connects with a password (asked of `person`), and puts `public_key` (one line of
/// authorized_keys) into ~/.ssh/authorized_keys unless it is there, with the modes sshd demands. Does not go through
/// the keeper. Errors: not_permitted, unavailable, io.
void install_public_key(const Target& target, Person& person, std::string_view public_key);

/// A new Ed25519 key pair in OpenSSH's own format, `path` 0600 and `path`.pub; refuses to overwrite (cannot_create).
/// Returns the public line. An empty passphrase leaves it unencrypted.
std::string create_key(const std::filesystem::path& path, const Secret& passphrase, std::string_view comment);

/// Where the `ssh` program would connect in another way than this one does, for the target's first address.
struct Difference {
  std::string keyword;  ///< of ssh_config(5) or sshd(8), in lower case
  std::string ssh;      ///< what ssh does
  std::string here;     ///< what is done here instead
};
/// Asks `ssh -G`, which runs what a Match exec block names. Empty when there is no ssh program here. May block for
/// seconds. Errors: config, when either cannot read the configuration.
std::optional<std::vector<Difference>> compare_with_ssh(const Target& target);

/// What a key file or certificate says of itself, without asking for its passphrase.
struct KeyFacts {
  std::string type;         ///< "ssh-ed25519"
  std::string fingerprint;  ///< "SHA256:…"
  bool encrypted = false;
  bool is_certificate = false;
  std::vector<std::string> principals;
  std::optional<Time> valid_from;
  std::optional<Time> valid_until;  ///< empty: no end
};
/// Errors: no_input, bad_input.
KeyFacts inspect_key(const std::filesystem::path& path);

}  // namespace aifactory::transport::ssh
