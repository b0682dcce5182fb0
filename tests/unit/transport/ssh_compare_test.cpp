// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/files.hpp"
#include "aifactory/transport/ssh.hpp"

#include "support/catch.hpp"

#include <cstdlib>
#include <map>

using namespace aifactory;
using namespace aifactory::transport::ssh;

namespace {

/// A home folder of its own with an ssh configuration, in the place of $HOME.
class Home {
 public:
  explicit Home(const std::string& config) {
    std::filesystem::create_directory(folder_.path() / ".ssh");
    write_file(folder_.path() / ".ssh/config", config, 0600);
    ::setenv("HOME", folder_.path().c_str(), 1);
  }
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;
  ~Home() { ::setenv("HOME", before_.c_str(), 1); }
  void known_hosts(const std::string& text) const { write_file(folder_.path() / ".ssh/known_hosts", text, 0600); }

 private:
  TemporaryDirectory folder_;
  std::string before_ = std::getenv("HOME") != nullptr ? std::getenv("HOME") : "/";
};

std::map<std::string, std::string> differences(const Target& target) {
  std::map<std::string, std::string> found;
  const auto all = compare_with_ssh(target);
  REQUIRE(all);
  for (const auto& difference : *all)
    found[difference.keyword] = difference.ssh;
  return found;
}

}  // namespace

TEST_CASE("what ssh would do otherwise is found, what it does alike is not") {
  const Target target{.site = "lab", .addresses = {{.name = "alogin1.bsc.es"}}};
  {
    const Home home{
        "Host alogin*\n  HostName login.example\n  Port 2200\n  User bsc1\n  IdentityFile ~/.ssh/mine-%r\n"
        "  ProxyJump gate.example\n"};
    CHECK(differences(target) == std::map<std::string, std::string>{});
  }
  {
    const Home home{"Host *\n  HostKeyAlias pool\n  Ciphers aes256-ctr\n  StrictHostKeyChecking no\n"};
    CHECK(differences(target) == std::map<std::string, std::string>{{"hostkeyalias", "pool"},
                                                                    {"ciphers", "aes256-ctr"},
                                                                    {"stricthostkeychecking", "false"}});
  }
  {
    const Home home{"Match exec true\n  HostName other.example\n  ProxyCommand nc %h %p\n"};
    CHECK(differences(target) ==
          std::map<std::string, std::string>{{"hostname", "other.example"}, {"proxycommand", "nc %h %p"}});
  }
  {
    const Home home{""};
    home.known_hosts(
        "@cert-authority *.bsc.es ssh-ed25519 "
        "AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ\n");
    CHECK(differences(target).contains("@cert-authority"));
  }
}

TEST_CASE("a target that does without the ssh configuration has nothing to compare") {
  const Home home{"Host *\n  HostKeyAlias pool\n"};
  CHECK(differences({.site = "lab", .addresses = {{.name = "host"}}, .use_ssh_config = false}).empty());
}
