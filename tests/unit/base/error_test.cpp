// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"

#include "support/catch.hpp"

#include <cerrno>
#include <set>
#include <string>

using namespace aifactory;

TEST_CASE("every kind has a name of its own") {
  std::set<std::string> names;
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::interrupted); ++kind)
    names.emplace(name_of(static_cast<ErrorKind>(kind)));
  CHECK(names.size() == 13);
  CHECK(name_of(ErrorKind::no_input) == "no_input");
}

TEST_CASE("an error carries its parts and its trail") {
  Error error = system_error("cannot read 'x'", ENOENT);
  error.add_trail("while uploading");
  CHECK(error.kind() == ErrorKind::io);
  CHECK(std::string(error.what()) == "cannot read 'x'");
  CHECK(error.failure().why == "No such file or directory");
  CHECK(error.trail() == std::vector<std::string>{"while uploading"});
}
