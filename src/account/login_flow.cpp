// SPDX-License-Identifier: Apache-2.0
#include "account/login_flow.hpp"

#include "aifactory/account/target.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"
#include "aifactory/transport/local.hpp"

#include "account/advice.hpp"
#include "account/key_only.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

namespace aifactory::account {
namespace {

namespace fs = std::filesystem;
using transport::ssh::Person;
using transport::ssh::Target;

/// One first login, from the key to its proof.
class Login {
 public:
  Login(const config::SiteProfile& site, const Target& target, Person& person, const SshActs& ssh)
      : site_(site), target_(target), person_(person), ssh_(ssh) {}

  LoginReport run() {
    refuse_what_needs_none();
    if (wants_certificate(site_)) throw needs_certificate();
    prepare_key();
    if (!report_.key_created && is_taken()) return report_;
    if (!takes_own_keys(site_)) throw needs_registration();
    ssh_.install(target_, person_, report_.public_line);
    report_.key_installed = true;
    prove();
    return report_;
  }

 private:
  void refuse_what_needs_none() const {
    if (site_.scheduler == config::SchedulerKind::local) {
      throw Error{{.kind = ErrorKind::usage,
                   .what = fmt::format("site '{}' is this machine: no login is needed", site_.id),
                   .hint = "name another site with --site NAME"}};
    }
    if (target_.addresses.empty()) make_target(site_, HostRole::login);  // says what is missing
  }

  void prepare_key() {
    const auto path = target_.identities.empty() ? default_key(site_.id) : target_.identities.front();
    report_.key = path.string();
    std::error_code error;
    if (fs::exists(path, error)) {
      report_.public_line = read_public_line(path);
    } else {
      make_key(path);
    }
  }

  static std::string read_public_line(const fs::path& key) {
    const auto text = read_file_if_any(key.string() + ".pub", 64 << 10);
    if (text && !trim(*text).empty()) return split_lines(trim(*text)).front();
    throw Error{{.kind = ErrorKind::no_input,
                 .what = fmt::format("the public half of {} is not there", key.string()),
                 .hint = fmt::format("write it with `ssh-keygen -y -f {0} > {0}.pub`", shell_quote(key.string()))}};
  }

  void make_key(const fs::path& path) {
    std::error_code error;
    const auto folder = path.parent_path();
    if (!fs::exists(folder, error)) {
      fs::create_directories(folder, error);
      ::chmod(folder.c_str(), 0700);  // as sshd and ssh demand of ~/.ssh
    }
    passphrase_ = new_passphrase();
    report_.public_line = ssh_.create_key(path, passphrase_, "aifactory-" + site_.id);
    report_.key_created = true;
  }

  Secret new_passphrase() {
    if (target_.passphrase) return from_command(target_.passphrase->command);
    try {
      auto first = person_.ask("Passphrase for the new key (empty for none): ", Person::Echo::off);
      if (first.empty()) return first;
      if (person_.ask("The same passphrase again: ", Person::Echo::off).reveal() == first.reveal()) return first;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::not_permitted) throw;
      return {};  // nobody to ask: as a key for machines, protected by its mode
    }
    throw Error{{.kind = ErrorKind::bad_input,
                 .what = "the two passphrases differ; no key was made",
                 .hint = "run the same command again"}};
  }

  static Secret from_command(const std::string& command) {
    const auto host = transport::make_local_host();
    auto output = transport::run(*host, {.script = command});
    if (!output.ending.ok()) {
      throw Error{{.kind = ErrorKind::unavailable,
                   .what = fmt::format("the program for the key's passphrase failed with status {}",
                                       output.ending.shell_status()),
                   .why = printable(output.err, Lines::keep),
                   .hint = "run it by hand: " + printable(command)}};
    }
    Secret wiped(std::move(output.out));
    return Secret(wiped.reveal().substr(0, wiped.reveal().find_first_of("\r\n")));
  }

  void try_key() {
    KeyOnlyPerson holder(person_, target_.code_prompts, passphrase_);
    const auto host = ssh_.connect(key_only(target_, report_.key), holder);
    const auto output = transport::run(*host, {.script = "true"});
    if (output.ending.ok()) return;
    throw Error{{.kind = ErrorKind::protocol,
                 .what = fmt::format("{} lets the key in, but runs nothing", host->name()),
                 .why = printable(output.err, Lines::keep)}};
  }

  bool is_taken() {
    try {
      try_key();
      return true;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::not_permitted) return false;
      throw;
    }
  }

  void prove() {
    try {
      try_key();
    } catch (Error& error) {
      error.add_trail("while proving that the new key works; it is installed");
      throw;
    }
  }

  Error needs_certificate() const {
    std::string steps;
    for (const auto& step : site_.login.steps)
      steps += (steps.empty() ? "" : "\n") + step;
    return Error{{.kind = ErrorKind::not_permitted,
                  .what = fmt::format("{} takes short certificates, no keys of your own", site_.name),
                  .why = steps,
                  .hint = site_.login.renew.empty() ? "see " + site_.documentation : site_.login.renew}};
  }

  Error needs_registration() const {
    return Error{{.kind = ErrorKind::not_permitted,
                  .what = fmt::format("{} takes keys by registration only; yours is not active there yet", site_.name),
                  .why = fmt::format("your public key ({}.pub):\n{}", report_.key, printable(report_.public_line)),
                  .hint = how_to_register(site_) + ", then `aifactory account status --site " + site_.id + "`"}};
  }

  const config::SiteProfile& site_;
  const Target& target_;
  Person& person_;
  const SshActs& ssh_;
  LoginReport report_;
  Secret passphrase_;
};

}  // namespace

LoginReport log_in(const config::SiteProfile& site, const Target& target, Person& person, const SshActs& ssh) {
  return Login(site, target, person, ssh).run();
}

}  // namespace aifactory::account
