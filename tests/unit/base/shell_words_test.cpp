// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "support/catch.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

using namespace aifactory;
using namespace std::string_literals;

namespace {

/// What a real shell makes of the words: each one with a NUL behind it.
std::string through_shell(const std::vector<std::string>& words) {
  const std::string command = "printf '%s\\0' " + shell_join(words);
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string out;
  std::array<char, 4096> buffer = {};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe.get()))
    out.append(buffer.data(), size);
  return out;
}

}  // namespace

TEST_CASE("shell_quote quotes only where needed") {
  CHECK(shell_quote("a-b_c/d.e:1,2@h+%") == "a-b_c/d.e:1,2@h+%");
  CHECK(shell_quote("") == "''");
  CHECK(shell_quote("a b") == "'a b'");
  CHECK(shell_quote("it's") == "'it'\\''s'");
  CHECK(shell_quote("wow!") == "'wow'\\!''");
  CHECK(shell_quote("~") == "'~'");
  CHECK(shell_quote("A=b") == "'A=b'");
}

TEST_CASE("a shell reads quoted words back as they were") {
  std::string every_byte;
  for (int byte = 1; byte < 256; ++byte)
    every_byte += static_cast<char>(byte);
  const std::vector<std::string> words = {"",   "plain", "$(touch x)", "`id`", "a;b|c&d>e<f", "'\"\\",
                                          "!!", "*?[a]", "~root",      "#no",  "\n",          " lead",
                                          "-n", "{a,b}", "a\\",        "'",    every_byte};
  std::string expected;
  for (const std::string& word : words)
    expected += word + '\0';
  CHECK(through_shell(words) == expected);
}

TEST_CASE("shell_quote refuses NUL") {
  try {
    shell_quote("a\0b"s);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::bad_input);
  }
}
