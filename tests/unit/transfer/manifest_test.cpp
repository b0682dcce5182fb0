// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/transfer/tree.hpp"

#include "support/catch.hpp"
#include "transfer/manifest_reader.hpp"
#include "transfer/path.hpp"

#include <nlohmann/json.hpp>

#include <random>

using namespace aifactory;
using namespace aifactory::transfer;

namespace {

ContentHash hash_of(std::string_view text) {
  return ContentHash::from_hex(sha256_hex(text)).value();
}

Manifest example() {
  return {.name = "corpus",
          .made = Time(std::chrono::seconds(1'800'000'000)),
          .entries = {{.path = "a\n\"b\"", .size = 5, .modified_ns = -1, .hash = hash_of("x"), .mode = 0640},
                      {.path = "d", .mode = 0750, .kind = EntryKind::directory},
                      {.path = "d/l", .target = "../\xff", .mode = 0777, .kind = EntryKind::symlink},
                      {.path = "z\xfe%", .size = 7, .modified_ns = 1'700'000'000'123'456'789}}};
}

std::string reason_of(const std::string& text) {
  try {
    read_manifest(text);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bad_input);
    return error.failure().what + ": " + error.failure().why;
  }
  return "";
}

/// The example with one piece of its text replaced.
std::string spoiled(const std::string& what, const std::string& by) {
  auto text = write_manifest(example());
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("a manifest is read as it was written, in any bytes") {
  const auto manifest = example();
  const auto text = write_manifest(manifest);
  const auto again = read_manifest(text);
  CHECK(again.name == manifest.name);
  CHECK(again.made == manifest.made);
  REQUIRE(again.entries.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(again.entries[i].path == manifest.entries[i].path);
    CHECK(again.entries[i].kind == manifest.entries[i].kind);
    CHECK(again.entries[i].size == manifest.entries[i].size);
    CHECK(again.entries[i].mode == manifest.entries[i].mode);
    CHECK(again.entries[i].modified_ns == manifest.entries[i].modified_ns);
    CHECK(again.entries[i].target == manifest.entries[i].target);
    CHECK(again.entries[i].hash == manifest.entries[i].hash);
  }
  CHECK(again.fingerprint() == manifest.fingerprint());
  CHECK(write_manifest(again) == text);
  CHECK(manifest_sha256(manifest) == sha256_hex(text));
}

TEST_CASE("every line of a manifest is JSON, and its head tells the sums") {
  const auto text = write_manifest(example());
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1, ++lines)
    CHECK(nlohmann::json::parse(text.substr(at, text.find('\n', at) - at)).is_object());
  CHECK(lines == 5);
  const auto head = read_manifest_head(text.substr(0, text.find('\n')));
  CHECK(head.files == 2);
  CHECK(head.bytes == 12);
  CHECK(head.fingerprint == example().fingerprint());
}

TEST_CASE("the fingerprint names path, kind, mode and content, not the time") {
  const auto original = example().fingerprint();
  auto changed = example();
  changed.entries[0].modified_ns = 5;
  changed.made = {};
  CHECK(changed.fingerprint() == original);
  changed.entries[0].mode = 0600;
  CHECK(changed.fingerprint() != original);
  changed = example();
  changed.entries[0].hash = hash_of("y");
  CHECK(changed.fingerprint() != original);
  changed = example();
  changed.entries[2].target = "elsewhere";
  CHECK(changed.fingerprint() != original);
}

TEST_CASE("a manifest that is not whole or not sane is refused with its line") {
  const auto text = write_manifest(example());
  CHECK(reason_of("").find("first line") != std::string::npos);
  CHECK(reason_of(text.substr(0, text.size() - 1)).find("line 5") != std::string::npos);
  CHECK(reason_of(text.substr(0, text.find("{\"path_percent\":\"z"))).find("3 of 4 entries") != std::string::npos);
  CHECK(reason_of(spoiled("\"path\":\"d\"", "\"path\":\"../d\"")).find("line 3") != std::string::npos);
  CHECK(reason_of(spoiled("\"path\":\"d\"", "\"path\":\"/d\"")).find("leaves") != std::string::npos);
  CHECK(reason_of(spoiled("\"path\":\"d\"", "\"path\":\"Z\"")).find("ascending") != std::string::npos);
  CHECK(reason_of(spoiled("\"path\":\"d\"", "\"path\":5")).find("string") != std::string::npos);
  CHECK(reason_of(spoiled("\"size\":5", "\"size\":-5")).find("size") != std::string::npos);
  CHECK(reason_of(spoiled("\"size\":5", "\"size\":1e999")).find("line 2") != std::string::npos);
  CHECK(reason_of(spoiled("\"size\":5", "\"size\":99999999999999999999999")).find("size") != std::string::npos);
  CHECK(reason_of(spoiled("directory", "socket")).find("kind") != std::string::npos);
  CHECK(reason_of(spoiled("0640", "0999")).find("mode") != std::string::npos);
  CHECK(reason_of(spoiled("0640", "-1")).find("mode") != std::string::npos);
  CHECK(reason_of(spoiled("z%FE%25", "z%F")).find("percent") != std::string::npos);
  CHECK(reason_of(spoiled("\"aifactory_manifest\":1", "\"aifactory_manifest\":2")).find("newer") != std::string::npos);
  CHECK(reason_of(std::string(3 << 20, '[')).find("1 MiB") != std::string::npos);
}

TEST_CASE("a manifest comes in any pieces") {
  const auto text = write_manifest(example());
  for (std::size_t piece = 1; piece < 40; ++piece) {
    std::size_t entries = 0;
    ManifestReader reader([&](Entry&&) { ++entries; });
    for (std::size_t at = 0; at < text.size(); at += piece)
      reader.feed(std::string_view(text).substr(at, piece));
    reader.finish();
    CHECK(entries == 4);
  }
}

TEST_CASE("random bytes in a manifest never do more than raise bad_input") {
  std::mt19937 random(7);
  const auto text = write_manifest(example());
  for (int round = 0; round < 2000; ++round) {
    auto noisy = text;
    for (int i = 0; i < 3; ++i)
      noisy[random() % noisy.size()] = static_cast<char>(random());
    reason_of(noisy);
  }
}

TEST_CASE("paths that leave a tree are known") {
  for (const auto* path : {"a", "a/b", "...", "a/..b", "-", " ", "\xff"})
    CHECK(is_safe_relative_path(path));
  for (const auto* path : {"", "/", "/a", "a/", "a//b", ".", "./a", "a/.", "..", "../a", "a/../b", "a/.."})
    CHECK_FALSE(is_safe_relative_path(path));
  CHECK_FALSE(is_safe_relative_path(std::string_view("a\0b", 3)));
}

TEST_CASE("symlinks that leave a tree are known") {
  CHECK(is_safe_link("l", "a"));
  CHECK(is_safe_link("d/e/l", "../../a"));
  CHECK(is_safe_link("l", "a/b/c"));
  CHECK(is_safe_link("d/l", ".././a"));
  CHECK_FALSE(is_safe_link("l", ""));
  CHECK_FALSE(is_safe_link("l", "/etc/passwd"));
  CHECK_FALSE(is_safe_link("l", ".."));
  CHECK_FALSE(is_safe_link("d/l", "../.."));
  CHECK_FALSE(is_safe_link("d/l", "a/../../../x"));
  CHECK_FALSE(is_safe_link("l", "d/../x"));  // d may be a symlink itself
}

TEST_CASE("percent encoding takes any bytes there and back") {
  std::string all;
  for (int c = 1; c < 256; ++c)
    all += static_cast<char>(c);
  CHECK(percent_decode(percent_encode(all)) == all);
  CHECK(percent_encode("a/b c\xff") == "a/b%20c%FF");
  for (const auto* broken : {"%", "%1", "%zz", "%-1", "a%+1"})
    CHECK_THROWS_AS(percent_decode(broken), Error);
}

TEST_CASE("UTF-8 is told from other bytes") {
  for (const auto* text : {"", "a", "é", "€", "😀", "\xf4\x8f\xbf\xbf"})
    CHECK(is_utf8(text));
  for (const auto* text :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5", "\xc3", "\xe2\x82"})
    CHECK_FALSE(is_utf8(text));
}

TEST_CASE("hashes are 64 hex digits and nothing else") {
  const auto hex = sha256_hex("x");
  CHECK(ContentHash::from_hex(hex)->hex() == hex);
  CHECK_FALSE(ContentHash().known());
  CHECK(ContentHash().hex().empty());
  CHECK_FALSE(ContentHash::from_hex(hex.substr(1)));
  CHECK_FALSE(ContentHash::from_hex(hex.substr(1) + "g"));
  CHECK_FALSE(ContentHash::from_hex(hex + "0"));
}
