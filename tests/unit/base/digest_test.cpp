// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/digest.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"

#include "support/catch.hpp"

#include <set>
#include <string>

using namespace aifactory;

namespace {

constexpr auto of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr auto of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

}  // namespace

TEST_CASE("SHA-256 has the vectors of FIPS 180-4") {
  CHECK(sha256_hex("") == of_nothing);
  CHECK(sha256_hex("abc") == of_abc);
  CHECK(sha256_hex(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a hash is fed in pieces, starts anew, and moves") {
  Sha256 hash;
  hash.update("a");
  hash.update("");
  Sha256 moved(std::move(hash));
  moved.update("bc");
  CHECK(moved.hex() == of_abc);
  CHECK(moved.hex() == of_nothing);
}

TEST_CASE("a file's hash is its content's") {
  const TemporaryDirectory folder;
  const std::string content(3'333'333, '\xab');
  write_file(folder.path() / "f", content);
  CHECK(sha256_of_file(folder.path() / "f") == sha256_hex(content));
  try {
    sha256_of_file(folder.path() / "missing");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::no_input);
  }
}

TEST_CASE("random names are of harmless letters and do not come twice") {
  CHECK(random_name(0).empty());
  std::set<std::string> names;
  for (int i = 0; i < 1000; ++i) {
    const std::string name = random_name(12);
    REQUIRE(name.size() == 12);
    REQUIRE(name.find_first_not_of("bcdfghjkmnpqrtvwx2346789") == std::string::npos);
    names.insert(name);
  }
  CHECK(names.size() == 1000);
  const std::string all = random_name(20'000);
  CHECK(std::set<char>(all.begin(), all.end()).size() == 24);
}

TEST_CASE("a short hash is FNV-1a") {
  CHECK(short_hash("") == "cbf29ce484222325");
  CHECK(short_hash("a") == "af63dc4c8601ec8c");
  CHECK(short_hash("foobar") == "85944171f73967e8");
}
