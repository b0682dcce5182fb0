// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/ssh_config.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"

#include "support/catch.hpp"
#include "support/failure_of.hpp"
#include "transport/ssh/config_tokens.hpp"
#include "transport/ssh/endpoint.hpp"
#include "transport/ssh/pattern.hpp"

#include <functional>
#include <sys/stat.h>

using namespace aifactory;
using namespace aifactory::transport::ssh;
using aifactory::test::failure_of;

namespace {

/// A ~/.ssh of its own.
class Config {
 public:
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const auto path = folder_.path() / name;
    write_file(path, text, 0600);
    return path;
  }
  SshConfig read(const std::string& text, const std::string& host, const std::string& user = {}) const {
    const auto path = write("config", text);
    return read_ssh_config({{.file = path, .folder = folder_.path()}},
                           {.host = host, .user = user, .local_user = "me"});
  }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  TemporaryDirectory folder_;
};

}  // namespace

TEST_CASE("ssh_config: the first value counts, identities add up") {
  const Config config;
  const auto text =
      "IdentityFile ~/.ssh/early\n"
      "Host *.bsc.es !login9.bsc.es\n"
      "  User bsc01234\n"
      "  Port=2222\n"
      "  IdentityFile \"~/.ssh/with blank\"\n"
      "  CertificateFile ~/.ssh/cert-cert.pub\n"
      "  IdentitiesOnly yes\n"
      "Host alogin1.bsc.es\n"
      "\tUser other\n"
      "\tHostName = 10.0.0.1 # a comment\n"
      "\tUserKnownHostsFile a b\n"
      "Host *\n"
      "  User everybody\n";
  const auto found = config.read(text, "alogin1.bsc.es");
  CHECK(found.user == "bsc01234");
  CHECK(found.port == 2222);
  CHECK(found.host_name == "10.0.0.1");
  CHECK(found.identities_only == true);
  CHECK(found.identity_files == std::vector<std::string>{"~/.ssh/early", "~/.ssh/with blank"});
  CHECK(found.certificate_files == std::vector<std::string>{"~/.ssh/cert-cert.pub"});
  CHECK(found.user_known_hosts == std::vector<std::string>{"a", "b"});
  CHECK(config.read(text, "login9.bsc.es").user == "everybody");
  CHECK_FALSE(config.read(text, "login9.bsc.es").port);
}

TEST_CASE("ssh_config: words are quoted as ssh has it, and the command of a proxy keeps its quotes") {
  const Config config;
  const auto found = config.read(
      "IdentityFile '~/with blank'\nIdentityFile ~/\"with blank\"/k\nIdentityFile ~/with\\ blank\nIdentityFile a\\b#c\n"
      "UserKnownHostsFile \"one two\" 'three \"four\"'\n"
      "ProxyCommand = sh -c \"exec nc '%h' %p\" # x\n",
      "h");
  CHECK(found.identity_files == std::vector<std::string>{"~/with blank", "~/with blank/k", "~/with blank", "a\\b#c"});
  CHECK(found.user_known_hosts == std::vector<std::string>{"one two", "three \"four\""});
  CHECK(found.proxy_command == "sh -c \"exec nc '%h' %p\" # x");
}

TEST_CASE("ssh_config: Match knows hosts and users, and runs nothing") {
  const Config config;
  const auto proof = config.folder() / "ran";
  const auto text =
      "Match host a.example,b.example user alice\n  Port 1\n"
      "Match exec \"touch " +
      proof.string() +
      "\"\n  Port 2\n"
      "Match originalhost c localuser me\n  Port 3\n"
      "Match !host d\n  Port 4\n"
      "Match final all\n  Port 5\n"
      "Match all\n  Port 6\n";
  CHECK(config.read(text, "a.example", "alice").port == 1);
  CHECK(config.read(text, "c").port == 3);
  CHECK(config.read(text, "e").port == 4);
  CHECK(config.read(text, "d").port == 6);
  CHECK_FALSE(std::filesystem::exists(proof));
  CHECK(config.read("HostName %h.example\nMatch host e.example\n  Port 7\n", "e").port == 7);
}

TEST_CASE("ssh_config: of ProxyJump and ProxyCommand the first counts") {
  const Config config;
  const auto found = config.read("ProxyCommand nc -x proxy %h %p\nProxyJump b\n", "a");
  CHECK(found.proxy_command == "nc -x proxy %h %p");
  CHECK_FALSE(found.proxy_jump);
  CHECK(config.read("ProxyJump a,b\nProxyCommand x\n", "h").proxy_jump == "a,b");
}

TEST_CASE("ssh_config: Include, also within a block, also around itself") {
  const Config config;
  config.write("one.conf", "Host x\n  User included\nHost *\n  Port 77\n");
  CHECK(config.read("Include *.conf\n", "x").user == "included");
  CHECK(config.read("Include *.conf\n", "y").port == 77);
  std::filesystem::create_directory(config.folder() / "folder.conf");
  CHECK(config.read("Include *.conf\n", "x").user == "included");
  CHECK_FALSE(config.read("Host z\n  Include one.conf\n", "x").user);
  CHECK(config.read("Host x\n  Include one.conf\n  Port 5\n", "x").port == 77);
  CHECK(config.read("Include missing.conf\nPort 9\n", "x").port == 9);
  const auto endless = failure_of([&] { config.read("Include config\n", "x"); });
  CHECK(endless.kind == ErrorKind::config);
}

TEST_CASE("ssh_config: what makes no sense is said with its line") {
  const Config config;
  const auto failure = failure_of([&] { config.read("\n\nPort abc\n", "x"); });
  CHECK(failure.kind == ErrorKind::config);
  CHECK(failure.where.ends_with("config:3"));
  CHECK(failure_of([&] { config.read("Port 0\n", "x"); }).kind == ErrorKind::config);
  CHECK(failure_of([&] { config.read("Port 65536\n", "x"); }).kind == ErrorKind::config);
  CHECK(failure_of([&] { config.read("Host\n", "x"); }).kind == ErrorKind::config);
  CHECK(failure_of([&] { config.read("Match host\n", "x"); }).kind == ErrorKind::config);
  CHECK(config.read("Host y\n  Port abc\n", "x").port == std::nullopt);
  CHECK(config.read("SomethingNew 5\nForwardAgent yes\n", "x").port == std::nullopt);
  CHECK(config.read("", "x").port == std::nullopt);
  CHECK(config.read("Port 22\r\nUser a\r\n", "x").user == "a");
}

TEST_CASE("ssh_config: a file that others may write to is refused") {
  const Config config;
  const auto path = config.write("config", "Port 22\n");
  ::chmod(path.c_str(), 0622);
  const auto failure = failure_of([&] {
    read_ssh_config({{.file = path, .folder = config.folder()}}, {.host = "x", .user = {}, .local_user = {}});
  });
  CHECK(failure.kind == ErrorKind::config);
}

TEST_CASE("patterns of hosts") {
  CHECK(matches_pattern("login1.leonardo.cineca.it", "login*.leonardo.cineca.it"));
  CHECK(matches_pattern("LOGIN", "login"));
  CHECK(matches_pattern("", "*"));
  CHECK_FALSE(matches_pattern("", "?"));
  CHECK(matches_pattern("abcabd", "*ab?"));
  CHECK_FALSE(matches_pattern("abc", "ab"));
  CHECK_FALSE(matches_pattern(std::string(5000, 'a'), "*a*a*a*a*a*a*a*a*a*b"));
  CHECK(matches_list("b", "a,b", ","));
  CHECK_FALSE(matches_list("b", "*,!b", ","));
  CHECK_FALSE(matches_list("b", "", ","));
  CHECK_FALSE(matches_list("b", "!a", ","));
}

TEST_CASE("tokens and paths of ssh_config") {
  const Tokens tokens = {{'h', "host"}, {'p', "22"}};
  CHECK(expand_tokens("nc %h %p 100%%", tokens) == "nc host 22 100%");
  CHECK(failure_of([&] { expand_tokens("%x", tokens); }).kind == ErrorKind::config);
  CHECK(failure_of([&] { expand_tokens("50%", tokens); }).kind == ErrorKind::config);
  CHECK(expand_path("~/.ssh/id_%h", tokens, "/home/me") == "/home/me/.ssh/id_host");
  ::setenv("AIFACTORY_TEST_KEYS", "/keys", 1);
  CHECK(expand_path("${AIFACTORY_TEST_KEYS}/a", tokens, "/home/me") == "/keys/a");
  ::unsetenv("AIFACTORY_TEST_KEYS");
  CHECK(failure_of([&] { expand_path("${AIFACTORY_TEST_KEYS}/a", tokens, "/"); }).kind == ErrorKind::config);
}

TEST_CASE("an endpoint: target before ssh_config before defaults") {
  const Config config;
  Surroundings around;
  around.home = config.folder();
  around.user_config = config.write("config",
                                    "Host mn5\n HostName alogin1.bsc.es\n User bsc1\n Port 2200\n IdentityFile ~/k\n"
                                    " ProxyJump gate:2022,inner\n");
  around.system_config = config.folder() / "none";
  around.local_user = "me";
  Target target;
  target.site = "mn5";
  const auto from_config = resolve(target, {.name = "mn5"}, around);
  CHECK(from_config.address.name == "alogin1.bsc.es");
  CHECK(from_config.address.port == 2200);
  CHECK(from_config.label() == "bsc1@alogin1.bsc.es:2200");
  CHECK(from_config.identities == std::vector<std::filesystem::path>{config.folder() / "k"});
  CHECK(from_config.proxy_command == "ssh -J gate:2022 -W '[alogin1.bsc.es]:2200' -- ssh://inner");

  target.user = "named";
  target.identities = {"/keys/one"};
  target.known_hosts = {"/keys/known"};
  const auto named = resolve(target, {.name = "mn5", .port = 8822}, around);
  CHECK(named.user == "named");
  CHECK(named.address.port == 8822);
  CHECK(named.identities_only);
  CHECK(named.known_hosts == std::vector<std::filesystem::path>{"/keys/known"});

  target = {};
  const auto plain = resolve(target, {.name = "elsewhere"}, around);
  CHECK(plain.user == "me");
  CHECK(plain.address.port == 22);
  CHECK(plain.identities.size() == 3);
  CHECK_FALSE(plain.proxy_command);
  CHECK_FALSE(plain.identities_only);
  target.use_ssh_config = false;
  CHECK(resolve(target, {.name = "mn5"}, around).address.name == "mn5");

  config.write("config", "IdentityAgent $AIFACTORY_TEST_AGENT\nUserKnownHostsFile ~/known.d/%k\n");
  ::setenv("AIFACTORY_TEST_AGENT", "/agent", 1);
  const auto tokens = resolve({.site = "mn5"}, {.name = "mn5"}, around);
  ::unsetenv("AIFACTORY_TEST_AGENT");
  CHECK(tokens.agent == "/agent");
  CHECK(tokens.known_hosts ==
        std::vector<std::filesystem::path>{config.folder() / "known.d/mn5", "/etc/ssh/ssh_known_hosts"});
  CHECK_FALSE(resolve({.site = "mn5"}, {.name = "mn5"}, around).agent);
}

TEST_CASE("names that could become commands or options are no names") {
  Surroundings around;
  Target target;
  target.use_ssh_config = false;
  target.user = "alice";
  for (const std::string name : {"-oProxyCommand=x", "a;b", "$(x)", "a b", "", "a\nb", "`x`"})
    CHECK(failure_of([&] { resolve(target, {.name = name}, around); }).kind == ErrorKind::config);
  target.user = "-l";
  CHECK(failure_of([&] { resolve(target, {.name = "host"}, around); }).kind == ErrorKind::config);
}
