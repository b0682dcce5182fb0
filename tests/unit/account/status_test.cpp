// SPDX-License-Identifier: Apache-2.0
#include "aifactory/account/target.hpp"

#include "account/advice.hpp"
#include "account/ask_site.hpp"
#include "fakes.hpp"
#include "support/catch.hpp"

using namespace aifactory;
using namespace aifactory::account;
using namespace aifactory::test;

namespace {

AccountStatus ask(FakeHost& host, const std::string& name, const KeyState& key = {}) {
  const auto profile = site(name);
  auto target = make_target(profile, HostRole::login);
  target.user = "alice";
  return ask_site(host, profile, target, key);
}

Failure refusal(ErrorKind kind) {
  return {.kind = kind, .what = "alogin1.bsc.es refuses the login of alice", .where = {}, .why = {}, .hint = "look"};
}

}  // namespace

TEST_CASE("a site that answers") {
  FakeHost host;
  host.out = "user bsc01001\ngroups bsc01 ehpc42\nassociations\nehpc42|acc_ehpc|acc_ehpc\nended 0\n";
  const auto status = ask(host, "mn5", {.path = "/k", .fingerprint = "SHA256:x", .certificate_until = {}});
  CHECK(status.logged_in);
  CHECK(status.reachable);
  CHECK(status.site == "mn5");
  CHECK(status.address == "alice@alogin1.bsc.es:22");
  CHECK(status.user == "bsc01001");
  CHECK(status.key == "/k");
  CHECK(status.associations.size() == 1);
  CHECK(status.problem.empty());
  CHECK(host.scripts.size() == 1);
}

TEST_CASE("a site that answers in part") {
  FakeHost host;
  host.out = "user a\ngroups g\nno sacctmgr\n";
  auto status = ask(host, "mn5");
  CHECK(status.logged_in);
  CHECK(status.problem.find("no sacctmgr") != std::string::npos);
  host.out = "user a\ngroups g\nassociations\nended 0\n";
  status = ask(host, "mn5");
  CHECK(status.problem.find("no account of a") != std::string::npos);
  CHECK(status.next_step.find("principal investigator") != std::string::npos);
}

TEST_CASE("this machine is asked for its user only") {
  FakeHost host;
  host.out = "user me\ngroups me\n";
  const auto status = ask_site(host, site("local"), {}, {});
  CHECK(status.logged_in);
  CHECK(status.address == "this machine");
  CHECK(status.user == "me");
  CHECK(status.problem.empty());
  CHECK(host.scripts.at(0).find("sacctmgr") == std::string::npos);
}

TEST_CASE("a refused login, a site that is away, and what is no answer") {
  FakeHost host;
  host.failure = refusal(ErrorKind::not_permitted);
  auto status = ask(host, "mn5");
  CHECK(status.reachable);
  CHECK_FALSE(status.logged_in);
  CHECK(status.user == "alice");
  CHECK(status.problem == "alogin1.bsc.es refuses the login of alice");
  CHECK(status.next_step == "aifactory account login --site mn5");
  for (const auto kind : {ErrorKind::unavailable, ErrorKind::try_again}) {
    host.failure = refusal(kind);
    status = ask(host, "mn5");
    CHECK_FALSE(status.reachable);
    CHECK_FALSE(status.logged_in);
    CHECK(status.next_step == "look");
  }
  for (const auto kind : {ErrorKind::interrupted, ErrorKind::config, ErrorKind::protocol}) {
    host.failure = refusal(kind);
    CHECK(failure_of([&] { ask(host, "mn5"); })->kind == kind);
  }
}

TEST_CASE("refusals in words of the site's kind of login") {
  const Time at{Seconds(1'800'000'000)};
  struct Case {
    const char* site;
    KeyState key;
    const char* problem;
    const char* next_step;
  };
  const KeyState none;
  const KeyState key{.path = "/k", .fingerprint = {}, .certificate_until = {}};
  const KeyState expired{.path = "/k", .fingerprint = {}, .certificate_until = at - std::chrono::hours(3)};
  const KeyState valid{.path = "/k", .fingerprint = {}, .certificate_until = at + std::chrono::hours(3)};
  const Case all[] = {
      {"mn5", key, "refuses the login", "aifactory account login --site mn5"},
      {"leonardo", none, "short certificates only", "step ssh login EMAIL --provisioner cineca-hpc"},
      {"leonardo", expired, "the certificate ended 3 hours ago", "step ssh login"},
      {"leonardo", valid, "refuses the login", "step ssh login"},
      {"lumi-efp", expired, "ended 3 hours ago", "https://sshca.my-eurohpc.eu"},
      {"mn5", expired, "ended 3 hours ago", "fetch a new certificate"},
      {"deucalion", key, "refuses the login",
       "register the public key at https://portal.deucalion.macc.fccn.pt; it usually works after 1h"},
      {"deucalion", none, "refuses the login", "aifactory account login --site deucalion, then register"},
      {"meluxina", key, "refuses the login", "helpdesk (https://servicedesk.lxp.lu)"},
      {"jupiter", key, "refuses the login", "from=\"…\""},
      {"jupiter", key, "refuses the login", "15m"},
      {"discoverer-plus", key, "refuses the login", "send the public key to the centre's helpdesk"},
  };
  for (const auto& c : all) {
    INFO(c.site);
    const auto advice = advise(site(c.site), refusal(ErrorKind::not_permitted), c.key, at);
    INFO(advice.problem << " | " << advice.next_step);
    CHECK(advice.problem.find(c.problem) != std::string::npos);
    CHECK(advice.next_step.find(c.next_step) != std::string::npos);
  }
}
