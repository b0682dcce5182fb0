// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/files.hpp"
#include "aifactory/base/text.hpp"

#include <cstdlib>
#include <string>
#include <string_view>
#include <sys/wait.h>

namespace aifactory::test {

struct ShellResult {
  int status = 0;
  std::string out;
  std::string err;
};

/// Runs text under /bin/sh, as a Host does.
inline ShellResult shell(std::string_view text) {
  const TemporaryDirectory folder;
  const auto file = [&](const char* name) { return (folder.path() / name).string(); };
  write_file(file("script"), text);
  const auto command = "/bin/sh " + shell_quote(file("script")) + " </dev/null >" + shell_quote(file("out")) + " 2>" +
                       shell_quote(file("err"));
  const auto ending = std::system(command.c_str());
  return {WIFEXITED(ending) ? WEXITSTATUS(ending) : 128 + WTERMSIG(ending), read_file(file("out")),
          read_file(file("err"))};
}

}  // namespace aifactory::test
