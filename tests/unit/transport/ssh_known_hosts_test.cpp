// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "transport/ssh/base64.hpp"
#include "transport/ssh/known_hosts.hpp"
#include "transport/ssh/wire.hpp"

using namespace aifactory;
using namespace aifactory::transport::ssh;

namespace {

const std::string key_a = encode_base64("key a");
const std::string key_b = encode_base64("key b");

std::vector<KnownKey> keys_for(const std::string& text, const Address& address) {
  return find_known_keys(text, "known_hosts", address).keys;
}

}  // namespace

TEST_CASE("known_hosts: names, patterns, ports, marks") {
  const auto text =
      "# comment\n\n"
      "alogin1.bsc.es,alogin2.bsc.es ssh-ed25519 " +
      key_a +
      " a comment\n"
      "login*.leonardo.cineca.it ssh-rsa " +
      key_b +
      "\n"
      "[login.lxp.lu]:8822 ssh-ed25519 " +
      key_a +
      "\r\n"
      "plain.example ssh-ed25519 " +
      key_b +
      "\n"
      "@revoked * ssh-rsa " +
      encode_base64("stolen") +
      "\n"
      "@cert-authority *.example ssh-ed25519 " +
      key_a +
      "\n"
      "broken ssh-ed25519\n"
      "broken ssh-ed25519 !!!\n"
      "@unheard-of broken ssh-ed25519 " +
      key_a + "\n";
  CHECK(keys_for(text, {.name = "alogin2.bsc.es"}).size() == 2);
  CHECK(keys_for(text, {.name = "ALOGIN2.bsc.es"}).front().key.blob == "key a");
  CHECK(keys_for(text, {.name = "alogin2.bsc.es"}).front().where == "known_hosts:3");
  CHECK(keys_for(text, {.name = "login07.leonardo.cineca.it"}).front().key.type == "ssh-rsa");
  CHECK(keys_for(text, {.name = "login.lxp.lu", .port = 8822}).front().key.blob == "key a");
  CHECK(keys_for(text, {.name = "broken"}).size() == 1);
  CHECK(keys_for(text, {.name = "broken"}).front().revoked);
  CHECK(find_known_keys(text, "f", {.name = "plain.example"}).authorities == 1);
}

TEST_CASE("known_hosts: a line without a port speaks for other ports, unless there is a better one") {
  const auto bare = "host ssh-ed25519 " + key_a + "\n";
  CHECK(keys_for(bare, {.name = "host", .port = 2222}).size() == 1);
  const auto both = bare + "[host]:2222 ssh-ed25519 " + key_b + "\n";
  REQUIRE(keys_for(both, {.name = "host", .port = 2222}).size() == 1);
  CHECK(keys_for(both, {.name = "host", .port = 2222}).front().key.blob == "key b");
  CHECK(keys_for("[host]:2222 ssh-ed25519 " + key_b + "\n", {.name = "host"}).empty());
}

TEST_CASE("known_hosts: hashed names as ssh-keygen -H writes them") {
  // HMAC-SHA1 of the name under the salt "0123456789abcdefghij".
  const auto line = "|1|MDEyMzQ1Njc4OWFiY2RlZmdoaWo=|BgGITaWB75RcUOFKz6LKY6rDxXU= ssh-ed25519 " + key_a + "\n";
  const bool matches = !keys_for(line, {.name = "example.org"}).empty();
  CHECK(matches);
  CHECK(keys_for(line, {.name = "example.com"}).empty());
  CHECK(keys_for("|1|bad|bad ssh-ed25519 " + key_a, {.name = "x"}).empty());
  CHECK(keys_for("|2|MDEy|MDEy ssh-ed25519 " + key_a, {.name = "x"}).empty());
  CHECK(keys_for("|1| ssh-ed25519 " + key_a, {.name = "x"}).empty());
}

TEST_CASE("what known keys say of the one that is shown") {
  const HostKey a{.type = "ssh-ed25519", .blob = "a"};
  const HostKey b{.type = "ssh-ed25519", .blob = "b"};
  const HostKey rsa{.type = "ssh-rsa", .blob = "r"};
  CHECK(judge({}, a) == Standing::unknown);
  CHECK(judge({{.key = a, .revoked = false, .where = {}}}, a) == Standing::known);
  CHECK(judge({{.key = b, .revoked = false, .where = {}}}, a) == Standing::changed);
  CHECK(judge({{.key = b, .revoked = false, .where = {}}, {.key = a, .revoked = false, .where = {}}}, a) ==
        Standing::known);
  CHECK(judge({{.key = rsa, .revoked = false, .where = {}}}, a) == Standing::other_type);
  CHECK(judge({{.key = a, .revoked = false, .where = {}}, {.key = a, .revoked = true, .where = {}}}, a) ==
        Standing::revoked);
  CHECK(judge({{.key = b, .revoked = true, .where = {}}}, a) == Standing::unknown);
  const auto without_port = keys_for("host ssh-ed25519 " + key_a + "\n", {.name = "host", .port = 2222});
  CHECK(judge(without_port, {.type = "ssh-ed25519", .blob = "key a"}) == Standing::known);
  CHECK(judge(without_port, b) == Standing::unknown);
}

TEST_CASE("algorithms: what is known is asked for first") {
  CHECK(preferred_algorithms({}).starts_with("ssh-ed25519,"));
  const HostKey ecdsa{.type = "ecdsa-sha2-nistp256", .blob = "x"};
  CHECK(preferred_algorithms({{.key = ecdsa, .revoked = false, .where = {}}}).starts_with("ecdsa-sha2-nistp256,"));
  const HostKey rsa{.type = "ssh-rsa", .blob = "x"};
  const auto rsa_first = preferred_algorithms({{.key = rsa, .revoked = false, .where = {}}});
  CHECK(rsa_first.starts_with("rsa-sha2-512,rsa-sha2-256,"));
  CHECK(rsa_first.find(",ssh-rsa") == std::string::npos);
  CHECK(preferred_algorithms({}, {{"", "SHA256:x"}, {"ecdsa-sha2-nistp521", "SHA256:y"}})
            .starts_with("ecdsa-sha2-nistp521,ssh-ed25519,"));
}

TEST_CASE("base64 and fingerprints") {
  CHECK(decode_base64("") == "");
  CHECK(decode_base64("Zm9v") == "foo");
  CHECK(decode_base64("Zm9vYg==") == "foob");
  CHECK(decode_base64("Zm9v\r\nYg") == "foob");
  CHECK_FALSE(decode_base64("Zm9vY"));
  CHECK_FALSE(decode_base64("Zm 9v"));
  CHECK_FALSE(decode_base64("Zm=9v"));
  // The published host key of MeluXina.
  const auto blob = decode_base64("AAAAC3NzaC1lZDI1NTE5AAAAIMkbJzJorf7EayCNtSs5RDBsQv1Qt8zpYmFtWpdj0vqX");
  REQUIRE(blob);
  CHECK(fingerprint_of(*blob) == "SHA256:CiIRq/peOWCDY7r5iReXS1KLaO/BBwN7wcpcT4sqsiI");
}
