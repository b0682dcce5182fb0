// SPDX-License-Identifier: Apache-2.0
#include "aifactory/account/target.hpp"
#include "aifactory/base/files.hpp"

#include "account/key_only.hpp"
#include "account/login_flow.hpp"
#include "fakes.hpp"
#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::account;
using namespace aifactory::test;
using transport::ssh::Person;
using transport::ssh::Target;

namespace {

/// A site's ssh as a first login meets it.
struct FakeSsh {
  bool key_installed = false;
  bool key_encrypted = false;
  std::string prompt = "alice@fake's password: ";  ///< when the key is not taken
  std::vector<std::string> acts;
  std::vector<std::string> passphrases;
  Target last;

  SshActs acts_of() {
    return {.connect =
                [this](Target target, Person& person) {
                  acts.emplace_back("connect");
                  last = target;
                  auto host = std::make_unique<FakeHost>();
                  if (key_encrypted) {
                    passphrases.push_back(person.ask("Passphrase of /key: ", Person::Echo::off).reveal());
                  }
                  if (!key_installed) person.ask(prompt, Person::Echo::off);
                  return host;
                },
            .install =
                [this](const Target&, Person& person, std::string_view line) {
                  acts.push_back("install " + std::string(line));
                  person.ask("password", Person::Echo::off);
                  key_installed = true;
                },
            .create_key =
                [this](const std::filesystem::path& path, const Secret& passphrase, std::string_view comment) {
                  acts.push_back("create " + path.filename().string());
                  key_encrypted = !passphrase.empty();
                  const auto line = "ssh-ed25519 AAAA " + std::string(comment);
                  write_file(path, "private", 0600);
                  write_file(path.string() + ".pub", line + "\n");
                  return line;
                }};
  }
};

struct Stage {
  TemporaryDirectory folder;
  FakeSsh ssh;
  ScriptedPerson person;
  config::SiteProfile profile = site("mn5");

  std::string key() const { return (folder.path() / "keys/id").string(); }
  void have_key() {
    std::filesystem::create_directories(folder.path() / "keys");
    write_file(key(), "private", 0600);
    write_file(key() + ".pub", "ssh-ed25519 AAAA mine\n");
  }
  LoginReport login() {
    profile.identity = {key()};
    return log_in(profile, make_target(profile, HostRole::login), person, ssh.acts_of());
  }
};

}  // namespace

TEST_CASE("from nothing to a key that works") {
  Stage stage;
  stage.person.answers = {"phrase", "phrase", "password"};
  const auto report = stage.login();
  CHECK(report.key_created);
  CHECK(report.key_installed);
  CHECK(report.key == stage.key());
  CHECK(report.public_line == "ssh-ed25519 AAAA aifactory-mn5");
  CHECK(stage.ssh.acts == std::vector<std::string>{"create id", "install ssh-ed25519 AAAA aifactory-mn5", "connect"});
  CHECK(stage.ssh.passphrases == std::vector<std::string>{"phrase"});
  CHECK(stage.ssh.last.identities == std::vector<std::filesystem::path>{stage.key()});
  CHECK_FALSE(stage.ssh.last.password);
}

TEST_CASE("a key that works already is left as it is") {
  Stage stage;
  stage.have_key();
  stage.ssh.key_installed = true;
  const auto report = stage.login();
  CHECK_FALSE(report.key_created);
  CHECK_FALSE(report.key_installed);
  CHECK(report.public_line == "ssh-ed25519 AAAA mine");
  CHECK(stage.ssh.acts == std::vector<std::string>{"connect"});
}

TEST_CASE("a key that is there, but not yet on the site, is installed") {
  Stage stage;
  stage.have_key();
  stage.person.answers = {"password"};
  const auto report = stage.login();
  CHECK_FALSE(report.key_created);
  CHECK(report.key_installed);
  CHECK(stage.ssh.acts == std::vector<std::string>{"connect", "install ssh-ed25519 AAAA mine", "connect"});
}

TEST_CASE("a password never passes for a proof") {
  Stage stage;
  stage.have_key();
  stage.person.answers = {"password", "password", "password"};
  auto acts = stage.ssh.acts_of();
  acts.install = [](const Target&, Person&, std::string_view) {};  // says nothing, does nothing
  stage.profile.identity = {stage.key()};
  const auto target = make_target(stage.profile, HostRole::login);
  const auto failure = failure_of([&] { log_in(stage.profile, target, stage.person, acts); });
  REQUIRE(failure);
  CHECK(failure->kind == ErrorKind::not_permitted);
  CHECK(failure->why.find("password") != std::string::npos);
}

TEST_CASE("passphrases: a slip makes no key, a program gives one, nobody gives none") {
  Stage stage;
  SECTION("a slip") {
    stage.person.answers = {"one", "other"};
    CHECK(failure_of([&] { stage.login(); })->kind == ErrorKind::bad_input);
    CHECK(stage.ssh.acts.empty());
  }
  SECTION("a program") {
    stage.profile.passphrase_command = "printf 'secret\\nmore\\n'";
    stage.person.answers = {"password"};
    stage.login();
    CHECK(stage.ssh.passphrases == std::vector<std::string>{"secret"});
  }
  SECTION("a program that fails") {
    stage.profile.passphrase_command = "echo locked >&2; exit 3";
    const auto failure = failure_of([&] { stage.login(); });
    CHECK(failure->kind == ErrorKind::unavailable);
    CHECK(failure->why.find("locked") != std::string::npos);
  }
  SECTION("nobody there") {
    CHECK(failure_of([&] { stage.login(); })->kind == ErrorKind::not_permitted);
    CHECK(stage.ssh.acts.at(0) == "create id");
    CHECK_FALSE(stage.ssh.key_encrypted);
  }
}

TEST_CASE("sites where keys are registered get the line and the place") {
  Stage stage;
  stage.profile = site("deucalion");
  stage.person.answers = {"", ""};
  const auto failure = failure_of([&] { stage.login(); });
  REQUIRE(failure);
  CHECK(failure->kind == ErrorKind::not_permitted);
  CHECK(failure->why.find("ssh-ed25519 AAAA aifactory-deucalion") != std::string::npos);
  CHECK(failure->hint.find("https://portal.deucalion.macc.fccn.pt") != std::string::npos);
  CHECK(stage.ssh.acts == std::vector<std::string>{"create id"});
  stage.ssh.key_installed = true;
  CHECK_FALSE(stage.login().key_installed);
}

TEST_CASE("a one-time code is part of the proof where the site asks for one") {
  Stage stage;
  stage.profile = site("arrhenius");
  stage.have_key();
  stage.ssh.prompt = "Verification code: ";
  stage.person.answers = {"123456"};
  CHECK_FALSE(stage.login().key_installed);
}

TEST_CASE("sites that take certificates say how to get one") {
  Stage stage;
  stage.profile = site("leonardo");
  const auto failure = failure_of([&] { stage.login(); });
  REQUIRE(failure);
  CHECK(failure->kind == ErrorKind::not_permitted);
  CHECK(failure->hint.find("step ssh login") != std::string::npos);
  CHECK(failure->why.find("step ca bootstrap") != std::string::npos);
  CHECK(stage.ssh.acts.empty());
}

TEST_CASE("this machine needs no login") {
  Stage stage;
  const auto failure = failure_of([&] { log_in(site("local"), {}, stage.person, stage.ssh.acts_of()); });
  REQUIRE(failure);
  CHECK(failure->kind == ErrorKind::usage);
}

TEST_CASE("a key without its public half is told how to get it") {
  Stage stage;
  stage.have_key();
  std::filesystem::remove(stage.key() + ".pub");
  const auto failure = failure_of([&] { stage.login(); });
  REQUIRE(failure);
  CHECK(failure->kind == ErrorKind::no_input);
  CHECK(failure->hint.find("ssh-keygen -y") != std::string::npos);
}
