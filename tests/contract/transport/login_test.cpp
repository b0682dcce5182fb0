// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/interrupt.hpp"

#include "site.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>

#include <csignal>
#include <sys/stat.h>
#include <thread>

using namespace aifactory;
using namespace aifactory::contract;
using transport::run;

namespace {

/// Logs in for one command; what `whoami` says.
std::string whoami(const ssh::Target& target, ScriptedPerson& person) {
  const auto host = ssh::make_host(target, person, ssh::Share::no);
  return run(*host, {.script = "whoami"}).out;
}

std::string fingerprint(const std::string& type) {
  return run_here("ssh-keygen -lf " + (cluster().root / ("etc/ssh/ssh_host_" + type + "_key.pub")).string() +
                  " | cut -d' ' -f2");
}

Failure refusal(const ssh::Target& target, ScriptedPerson& person) {
  return failure_of([&] { whoami(target, person); });
}

/// Makes dave's codes unused again, and says how to get one.
std::string dave_code_command() {
  const auto suite = cluster().keys.parent_path();
  const auto totp = fmt::format("AIFACTORY_CLUSTER_DIR={} {}/tests/cluster/totp {}", suite.parent_path().string(),
                                AIFACTORY_SOURCE_DIR, suite.filename().string());
  run_here(totp + " --reset");
  return totp;
}

bool says(const Failure& failure, const std::string& part) {
  return (failure.what + "\n" + failure.why + "\n" + failure.hint).find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("keys of every type", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  for (const std::string key : {"alice", "alice_rsa", "alice_ecdsa", "alice_cert"}) {
    CAPTURE(key);
    CHECK(whoami(target_of("alice", key), person) == "alice\n");
  }
  CHECK(person.asked.empty());
}

TEST_CASE("a key with a passphrase", "[contract]") {
  const OwnFolders folders;
  SECTION("from the person, asked once") {
    ScriptedPerson person;
    person.answers = {{"assphrase", "open sesame"}};
    CHECK(whoami(target_of("alice", "alice_enc"), person) == "alice\n");
    CHECK(person.asked.size() == 1);
  }
  SECTION("from a command") {
    ScriptedPerson person;
    auto target = target_of("alice", "alice_enc");
    target.passphrase = ssh::SecretCommand{"echo 'open sesame'"};
    CHECK(whoami(target, person) == "alice\n");
    target.passphrase = ssh::SecretCommand{"echo wrong"};
    CHECK(refusal(target, person).kind == ErrorKind::not_permitted);
    target.passphrase = ssh::SecretCommand{"exit 4"};
    CHECK(says(refusal(target, person), "status 4"));
  }
  SECTION("nobody to ask: said at once, and what for") {
    ScriptedPerson person;
    const auto failure = refusal(target_of("alice", "alice_enc"), person);
    CHECK(failure.kind == ErrorKind::not_permitted);
    CHECK(says(failure, "alice_enc"));
  }
  SECTION("not asked for a key that the server does not know") {
    ScriptedPerson person;
    CHECK(refusal(target_of("bob", "alice_enc"), person).kind == ErrorKind::not_permitted);
    CHECK(person.asked.size() <= 1);
    for (const auto& question : person.asked)
      CHECK(question.find("assphrase") == std::string::npos);
  }
}

TEST_CASE("an expired certificate is noticed before connecting", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  auto target = target_of("alice", "alice_expired");
  target.addresses = {{.name = "no-such-host.invalid", .port = 22}};
  const auto failure = refusal(target, person);
  CHECK(failure.kind == ErrorKind::not_permitted);
  CHECK(says(failure, "expired"));
  CHECK(says(failure, "alice_expired-cert.pub"));
}

TEST_CASE("passwords and questions", "[contract]") {
  const OwnFolders folders;
  SECTION("keyboard-interactive") {
    ScriptedPerson person;
    person.answers = {{"assword", "bob-password"}};
    auto target = target_of("bob");
    target.identities = {};
    CHECK(whoami(target, person) == "bob\n");
    CHECK(person.asked.size() == 1);
    CHECK(person.asked.front().find("bob@127.0.0.1") != std::string::npos);
  }
  SECTION("password by command") {
    ScriptedPerson person;
    auto target = target_of("newbie");
    target.password = ssh::SecretCommand{"echo newbie-password"};
    CHECK(whoami(target, person) == "newbie\n");
    CHECK(person.asked.empty());
  }
  SECTION("a wrong password is said once and not repeated") {
    ScriptedPerson person;
    person.answers = {{"assword", "wrong"}};
    const auto failure = refusal(target_of("newbie"), person);
    CHECK(failure.kind == ErrorKind::not_permitted);
    CHECK(person.asked.size() == 1);
    CHECK(says(failure, "newbie@127.0.0.1"));
  }
  SECTION("key and then password") {
    ScriptedPerson person;
    person.answers = {{"assword", "carol-password"}};
    CHECK(whoami(target_of("carol", "carol"), person) == "carol\n");
    CHECK(person.asked.size() == 1);
  }
  SECTION("a certificate that has ended is named before a password is asked for instead") {
    ScriptedPerson person;
    person.answers = {{"assword", "bob-password"}};
    auto target = target_of("bob", "alice_expired");
    target.identities.push_back(cluster().keys / "erin");
    CHECK(whoami(target, person) == "bob\n");
    REQUIRE(person.told.size() == 1);
    CHECK(person.told.front().find("alice_expired-cert.pub expired") != std::string::npos);
  }
  SECTION("nobody to ask") {
    ScriptedPerson person;
    const auto failure = refusal(target_of("carol", "carol"), person);
    CHECK(failure.kind == ErrorKind::not_permitted);
    CHECK(says(failure, "assword"));
  }
}

TEST_CASE("an unknown key is refused in words that help", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  const auto failure = refusal(target_of("alice", "bob"), person);
  CHECK(failure.kind == ErrorKind::not_permitted);
  CHECK(says(failure, "alice@127.0.0.1"));
  CHECK(says(failure, "publickey"));
  CHECK(says(failure, "keys/bob SHA256:"));
}

TEST_CASE("a real one-time code, asked once for many commands and files", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  auto target = target_of("dave", "dave");
  target.one_time_code = ssh::SecretCommand{dave_code_command()};
  const auto before = logins_so_far();
  for (int i = 0; i < 10; ++i) {
    const auto host = ssh::make_host(target, person, ssh::Share::yes);
    CHECK(run(*host, {.script = "whoami"}).out == "dave\n");
  }
  const auto host = ssh::make_host(target, person, ssh::Share::yes);
  const auto files = host->open_files();
  transport::write_remote_file(*files, "uploaded", "content");
  CHECK(transport::read_remote_file(*files, "uploaded") == "content");
  CHECK(logins_so_far() == before + 1);
  CHECK(person.asked.empty());
  CHECK(ssh::close_connection(target));
}

TEST_CASE("the agent's keys and certificates", "[contract]") {
  const OwnFolders folders;
  const auto socket = folders.path() / "agent";
  const auto pid = run_here("eval $(ssh-agent -a " + socket.string() + ") >/dev/null; echo $SSH_AGENT_PID");
  const auto add = [&](const std::string& key) {
    run_here("cp " + (cluster().keys / key).string() + "* " + folders.path().string() + "; chmod 600 " +
             (folders.path() / key).string() + "; SSH_AUTH_SOCK=" + socket.string() + " ssh-add -q " +
             (folders.path() / key).string() + " 2>&1");
  };
  ::setenv("SSH_AUTH_SOCK", socket.c_str(), 1);
  ScriptedPerson person;
  SECTION("the right one among many, each offered alone") {
    for (const std::string key : {"bob", "carol", "erin", "alice"})
      add(key);
    CHECK(whoami(target_of("alice"), person) == "alice\n");
  }
  SECTION("a certificate") {
    add("alice_cert");
    CHECK(whoami(target_of("alice"), person) == "alice\n");
  }
  SECTION("a named identity comes from the agent, others stay there") {
    for (const std::string key : {"bob", "alice_enc", "carol", "alice_rsa"})
      add(key);
    CHECK(whoami(target_of("alice", "alice_rsa"), person) == "alice\n");
    CHECK(refusal(target_of("bob", "carol"), person).kind == ErrorKind::not_permitted);
  }
  ::kill(std::stoi(pid), SIGTERM);
}

TEST_CASE("host keys", "[contract]") {
  const OwnFolders folders;
  const auto known = folders.path() / "new/known_hosts";
  auto target = target_of("alice", "alice");
  target.known_hosts = {known};
  ScriptedPerson person;
  SECTION("unknown and nobody to ask") {
    const auto failure = refusal(target, person);
    CHECK(failure.kind == ErrorKind::not_permitted);
    CHECK(says(failure, "--accept-host-key SHA256:"));
    CHECK(person.asked.size() == 1);
    CHECK_FALSE(std::filesystem::exists(known));
  }
  SECTION("only an authority is known: its certificates cannot be checked, and that is said") {
    std::filesystem::create_directories(known.parent_path());
    write_file(known, fmt::format("@cert-authority [127.0.0.1]:{} {}", cluster().port,
                                  read_file(cluster().root / "etc/ssh/user_ca.pub")));
    const auto failure = refusal(target, person);
    CHECK(failure.kind == ErrorKind::not_permitted);
    CHECK(says(failure, "certificates of hosts cannot be checked here"));
    CHECK(says(failure, "ssh_host_ed25519_key.pub"));
    CHECK(says(failure, "--accept-host-key " + fingerprint("ed25519")));
    target.accepted_fingerprint = fingerprint("ed25519");
    CHECK(whoami(target, person) == "alice\n");
    target.accepted_fingerprint.reset();
    CHECK(whoami(target, person) == "alice\n");
    REQUIRE(person.asked.size() == 1);
    CHECK(person.asked.front().find("certificates of hosts cannot be checked here") != std::string::npos);
  }
  SECTION("trusted by the person, then known") {
    person.trusts = true;
    CHECK(whoami(target, person) == "alice\n");
    CHECK(whoami(target, person) == "alice\n");
    CHECK(person.asked.size() == 1);
    struct stat status = {};
    REQUIRE(::stat(known.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
  }
  SECTION("accepted by fingerprint, and only by that one") {
    target.accepted_fingerprint = "SHA256:somethingelse";
    CHECK(refusal(target, person).kind == ErrorKind::not_permitted);
    target.accepted_fingerprint = fingerprint("ed25519");
    CHECK(whoami(target, person) == "alice\n");
  }
  SECTION("published by the site") {
    target.published_keys = {{"", "SHA256:AAAA"}, {"", fingerprint("ed25519")}};
    CHECK(whoami(target, person) == "alice\n");
    target.published_keys = {{"", "SHA256:AAAA"}};
    const auto failure = refusal(target, person);
    CHECK(failure.kind == ErrorKind::not_permitted);
    CHECK(says(failure, "SHA256:AAAA"));
    CHECK(says(failure, fingerprint("ed25519")));
    CHECK(says(failure, "write that before it in hosts.fingerprints"));
  }
  SECTION("published is only the key of another type than ours would be: that one is asked for") {
    target.published_keys = {{"ecdsa-sha2-nistp256", fingerprint("ecdsa")}};
    CHECK(whoami(target, person) == "alice\n");
    CHECK(person.asked.empty());
  }
  SECTION("changed") {
    const auto other = run_here("cut -d' ' -f2 " + (cluster().keys / "alice.pub").string());
    std::filesystem::create_directories(known.parent_path());
    write_file(known, fmt::format("[127.0.0.1]:{} ssh-ed25519 {}\n", cluster().port, other));
    person.trusts = true;
    target.accepted_fingerprint = fingerprint("ed25519");
    const auto failure = refusal(target, person);
    CHECK(failure.kind == ErrorKind::not_permitted);
    CHECK(says(failure, "has changed"));
    CHECK(says(failure, known.string() + ":1"));
    CHECK(says(failure, fingerprint("ed25519")));
    CHECK(person.asked.empty());
  }
  SECTION("only the ecdsa key is known: that one is asked for") {
    const auto key = read_file(cluster().root / "etc/ssh/ssh_host_ecdsa_key.pub");
    std::filesystem::create_directories(known.parent_path());
    write_file(known, fmt::format("[127.0.0.1]:{} {}", cluster().port, key));
    CHECK(whoami(target, person) == "alice\n");
  }
}

TEST_CASE("several addresses: the first that answers, or the reason of each", "[contract]") {
  const OwnFolders folders;
  ScriptedPerson person;
  auto target = target_of("alice", "alice");
  const auto good = target.addresses.front();
  target.addresses = {{.name = "no-such-host.invalid", .port = 22}, {.name = "127.0.0.1", .port = 1}, good};
  CHECK(whoami(target, person) == "alice\n");
  target.addresses.pop_back();
  const auto failure = refusal(target, person);
  CHECK(failure.kind == ErrorKind::unavailable);
  CHECK(says(failure, "no-such-host.invalid: name not found"));
  CHECK(says(failure, "[127.0.0.1]:1: Connection refused"));
}

TEST_CASE("ssh_config: alias, jump and proxy", "[contract]") {
  const OwnFolders folders;
  const auto keys = cluster().keys;
  std::filesystem::create_directories(folders.path() / "home/.ssh");
  const auto config = folders.path() / "home/.ssh/config";
  write_file(config,
             fmt::format("Host short\n HostName 127.0.0.1\n Port {0}\n User alice\n IdentityFile {1}/alice\n"
                         " UserKnownHostsFile {1}/known_hosts\n"
                         "Host through\n HostName 127.0.0.1\n Port {0}\n User bob\n IdentityFile {1}/bob\n"
                         " UserKnownHostsFile {1}/known_hosts\n"
                         " ProxyCommand ssh -F {2} -W %h:%p short\n"
                         "Host broken\n HostName 127.0.0.1\n ProxyCommand echo no way >&2; exit 1\n"
                         "Host waits\n HostName 127.0.0.1\n ProxyCommand sh -c 'sleep 4711; true'\n",
                         cluster().port, keys.string(), config.string()),
             0600);
  ScriptedPerson person;
  ssh::Target target;
  target.site = "config-test";
  target.addresses = {{.name = "short"}};
  CHECK(whoami(target, person) == "alice\n");
  target.addresses = {{.name = "through"}};
  CHECK(whoami(target, person) == "bob\n");
  target.addresses = {{.name = "broken"}};
  CHECK(says(refusal(target, person), "no way"));
  // It may be a jump that asks on the terminal: after Ctrl-C nothing of it goes on reading there.
  target.addresses = {{.name = "waits"}};
  {
    const InterruptScope scope;
    std::thread later{[] {
      while (run_here("sleep 0.05; pgrep -fx 'sleep 4711'").empty()) {}
      ::kill(::getpid(), SIGINT);
    }};
    CHECK(refusal(target, person).kind == ErrorKind::interrupted);
    later.join();
  }
  CHECK(run_here("sleep 0.1; pgrep -fx 'sleep 4711'").empty());
}

TEST_CASE("the first key of a new user", "[contract]") {
  const OwnFolders folders;
  const auto key = folders.path() / "id";
  const auto line = ssh::create_key(key, Secret{"four words of it"}, "newbie@laptop");
  ScriptedPerson person;
  person.answers = {{"assword", "newbie-password"}};
  auto target = target_of("newbie");
  const auto home = cluster().root / "home/newbie/.ssh/authorized_keys";
  const auto before = read_file_if_any(home).value_or("");
  ssh::install_public_key(target, person, line);
  ssh::install_public_key(target, person, line);
  const auto after = read_file(home);
  CHECK(after.size() == before.size() + (before.empty() || before.ends_with('\n') ? 0u : 1u) + line.size() + 1);
  person.answers = {{"assphrase", "four words of it"}};
  target.identities = {key};
  CHECK(whoami(target, person) == "newbie\n");
  ssh::Target again = target_of("newbie", "");
  again.password = ssh::SecretCommand{"echo newbie-password"};
  ScriptedPerson nobody;
  const auto host = ssh::make_host(again, nobody, ssh::Share::no);
  run(*host, {.script = before.empty() ? "rm -f .ssh/authorized_keys" : ":"});
}
