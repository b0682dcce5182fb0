// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"
#include "aifactory/transport/ssh.hpp"

#include "support/catch.hpp"
#include "support/failure_of.hpp"
#include "transport/ssh/candidates.hpp"
#include "transport/ssh/key_text.hpp"
#include "transport/ssh/load_key.hpp"
#include "transport/ssh/wire.hpp"

#include <functional>
#include <sys/stat.h>

using namespace aifactory;
using namespace aifactory::transport::ssh;
using aifactory::test::failure_of;
using aifactory::test::kind_of;

namespace {

/// A certificate with the fields of PROTOCOL.certkeys; nobody checks its signature here.
std::string certificate(std::uint64_t from, std::uint64_t until) {
  const auto long_number = [](std::uint64_t number) {
    return wire_number(static_cast<std::uint32_t>(number >> 32)) + wire_number(static_cast<std::uint32_t>(number));
  };
  return wire_text("ssh-ed25519-cert-v01@openssh.com") + wire_text("nonce") + wire_text(std::string(32, 'k')) +
         long_number(7) + wire_number(1) + wire_text("alice@site") +
         wire_text(wire_text("alice") + wire_text("alice2")) + long_number(from) + long_number(until) + wire_text("") +
         wire_text("") + wire_text("") + wire_text("ca") + wire_text("signature");
}

}  // namespace

TEST_CASE("a new key: OpenSSH's format, private, encrypted or not, never overwritten") {
  const TemporaryDirectory folder;
  const auto path = folder.path() / "new/id_ed25519";
  const auto line = create_key(path, Secret{"correct horse"}, "alice@laptop");
  CHECK(line.starts_with("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA"));
  CHECK(line.ends_with(" alice@laptop"));
  CHECK(read_file(path.string() + ".pub") == line + "\n");
  CHECK(read_file(path).starts_with("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
  struct stat status = {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);

  const auto facts = inspect_key(path);
  CHECK(facts.type == "ssh-ed25519");
  CHECK(facts.encrypted);
  CHECK_FALSE(facts.is_certificate);
  CHECK(facts.fingerprint == inspect_key(path.string() + ".pub").fingerprint);

  const auto text = read_file(path);
  const Secret right{"correct horse"};
  const Secret wrong{"battery"};
  CHECK(load_private_key(text, &right));
  CHECK_FALSE(load_private_key(text, &wrong));
  CHECK_FALSE(load_private_key(text, nullptr));

  CHECK(kind_of([&] { create_key(path, Secret{}, ""); }) == ErrorKind::cannot_create);
  std::filesystem::remove(path);
  CHECK(kind_of([&] { create_key(path, Secret{}, ""); }) == ErrorKind::cannot_create);
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(read_file(path.string() + ".pub") == line + "\n");
}

TEST_CASE("a key without a passphrase, and without a comment") {
  const TemporaryDirectory folder;
  const auto path = folder.path() / "id";
  const auto line = create_key(path, Secret{}, "");
  CHECK_FALSE(line.ends_with(" "));
  CHECK_FALSE(inspect_key(path).encrypted);
  CHECK(load_private_key(read_file(path), nullptr));
}

TEST_CASE("a certificate's facts") {
  const auto facts = parse_certificate(certificate(1'700'000'000, 1'700'003'600));
  CHECK(facts.key_id == "alice@site");
  CHECK(facts.principals == std::vector<std::string>{"alice", "alice2"});
  CHECK(facts.valid_from == Time{std::chrono::seconds(1'700'000'000)});
  CHECK(facts.valid_until == Time{std::chrono::seconds(1'700'003'600)});
  CHECK(facts.plain_blob == wire_text("ssh-ed25519") + wire_text(std::string(32, 'k')));
  const auto forever = parse_certificate(certificate(0, ~std::uint64_t{0}));
  CHECK_FALSE(forever.valid_from);
  CHECK_FALSE(forever.valid_until);
  auto cut = certificate(1, 2);
  for (std::size_t size = 0; size < cut.size() - 60; size += 7)
    CHECK(kind_of([&] { parse_certificate(std::string_view{cut}.substr(0, size)); }) == ErrorKind::bad_input);
}

TEST_CASE("key files that are none") {
  for (const std::string text :
       {"", "\n\n", "hello", "ssh-ed25519", "ssh-ed25519 !!!",
        "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA==", "-----BEGIN OPENSSH PRIVATE KEY-----\n",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "-----BEGIN -----END"}) {
    CAPTURE(text);
    CHECK(kind_of([&] { parse_key(text); }) == ErrorKind::bad_input);
  }
  const auto pem = parse_key("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
  CHECK(pem.encrypted);
  CHECK(pem.is_private);
  CHECK(parse_key("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAA\n-----END RSA PRIVATE KEY-----")
            .encrypted);
  CHECK(kind_of([] { inspect_key("/does/not/exist"); }) == ErrorKind::no_input);
}

TEST_CASE("a key file that cannot be read stops nobody who did not name it") {
  const TemporaryDirectory folder;
  const auto good = folder.path() / "good";
  const auto junk = folder.path() / "junk";
  create_key(good, Secret{}, "me");
  write_file(junk, "rubbish");
  write_file(folder.path() / "good-cert.pub", "rubbish");
  std::filesystem::create_directory(folder.path() / "folder");
  Endpoint endpoint;
  endpoint.identities = {junk, folder.path() / "folder", good};
  endpoint.certificates = {folder.path() / "no-cert.pub"};
  const auto found = find_candidates(endpoint, {}, now());
  REQUIRE(found.list.size() == 1);
  CHECK(found.list.front().private_key == good);
  REQUIRE(found.remarks.size() == 3);
  CHECK(found.remarks[0].find(junk.string()) != std::string::npos);
  CHECK(found.remarks[2].find("good-cert.pub") != std::string::npos);
  Target named;
  named.identities = endpoint.identities;
  CHECK(failure_of([&] { find_candidates(endpoint, named, now()); }).kind == ErrorKind::bad_input);
  named.identities = {good};
  named.certificates = endpoint.certificates;
  CHECK(failure_of([&] { find_candidates(endpoint, named, now()); }).kind == ErrorKind::no_input);
}

TEST_CASE("a private key that others could read is not used") {
  const TemporaryDirectory folder;
  const auto key = folder.path() / "it's mine";
  create_key(key, Secret{}, "me");
  std::filesystem::permissions(key, std::filesystem::perms{0640});
  Endpoint endpoint;
  endpoint.identities = {key};
  const auto found = find_candidates(endpoint, {}, now());
  CHECK(found.list.empty());
  REQUIRE(found.remarks.size() == 1);
  CHECK(found.remarks[0].find("open to others") != std::string::npos);
  Target named;
  named.identities = {key};
  const auto failure = failure_of([&] { find_candidates(endpoint, named, now()); });
  CHECK(failure.kind == ErrorKind::config);
  CHECK(failure.why.find("0640") != std::string::npos);
  CHECK(failure.hint.starts_with("chmod 600 "));
}
