// SPDX-License-Identifier: Apache-2.0
#include "aifactory/account/target.hpp"

#include "aifactory/base/files.hpp"

#include "fakes.hpp"
#include "support/catch.hpp"

#include <cstdlib>

using namespace aifactory;
using namespace aifactory::account;
using namespace aifactory::test;

TEST_CASE("a profile becomes a target") {
  auto profile = site("meluxina");
  profile.user = "u100001";
  profile.identity = {"/k/a"};
  profile.known_hosts = {"/k/known"};
  profile.passphrase_command = "pass key";
  profile.code_command = "oathtool";
  profile.idle_end.reset();
  profile.use_ssh_config = false;
  const auto target = make_target(profile, HostRole::login);
  CHECK(target.site == "meluxina");
  REQUIRE(target.addresses.size() == 1);
  CHECK(target.addresses[0].name == "login.lxp.lu");
  CHECK(target.addresses[0].port == 8822);
  CHECK(target.user == "u100001");
  CHECK(target.identities == std::vector<std::filesystem::path>{"/k/a"});
  CHECK(target.known_hosts == std::vector<std::filesystem::path>{"/k/known"});
  REQUIRE(target.published_keys.size() == 1);
  CHECK(target.published_keys[0].type == "ssh-ed25519");
  CHECK(target.published_keys[0].fingerprint.starts_with("SHA256:"));
  CHECK(target.passphrase->command == "pass key");
  CHECK_FALSE(target.password);
  CHECK(target.one_time_code->command == "oathtool");
  CHECK_FALSE(target.idle_end);
  CHECK_FALSE(target.use_ssh_config);
  CHECK(target.connect_limit == Seconds(15));
}

TEST_CASE("transfer hosts, or the login hosts where there are no others") {
  CHECK(make_target(site("mn5"), HostRole::transfer).addresses.front().name == "transfer1.bsc.es");
  CHECK(make_target(site("mn5"), HostRole::login).addresses.back().name == "alogin2.bsc.es");
  CHECK(make_target(site("vega"), HostRole::transfer).addresses.front().name == "login.vega.izum.si");
}

TEST_CASE("a host's own port wins") {
  auto profile = site("meluxina");
  profile.hosts.login.front().port = std::uint16_t{22};
  CHECK(make_target(profile, HostRole::login).addresses.front().port == 22);
}

TEST_CASE("a site without hosts says what is missing") {
  const auto failure = failure_of([] { make_target(site("hammerhai"), HostRole::login); });
  REQUIRE(failure);
  CHECK(failure->kind == ErrorKind::config);
  CHECK(failure->why.find("Ask HLRS") != std::string::npos);
}

TEST_CASE("the key that a login made is used once it is there") {
  const TemporaryDirectory home;
  const std::string before = std::getenv("HOME") ? std::getenv("HOME") : "";
  ::setenv("HOME", home.path().c_str(), 1);
  CHECK(make_target(site("mn5"), HostRole::login).identities.empty());
  std::filesystem::create_directories(home.path() / ".ssh");
  write_file(default_key("mn5"), "key", 0600);
  CHECK(make_target(site("mn5"), HostRole::login).identities ==
        std::vector<std::filesystem::path>{home.path() / ".ssh/aifactory_mn5_ed25519"});
  ::setenv("HOME", before.c_str(), 1);
}
