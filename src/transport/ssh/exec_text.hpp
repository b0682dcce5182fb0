// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace aifactory::transport::ssh {

/// A POSIX sh script as a login shell takes it, whatever that shell is.
struct ExecText {
  std::string command;   ///< one line for the login shell
  std::string preamble;  ///< to be sent as the first bytes of stdin
};

/// The line starts /bin/sh in the home folder, prints `marker` on a line of its own to stdout and stderr (what comes
/// before is noise of the login shell) and runs `script`. Any of sh, csh, tcsh, fish and zsh passes it on unharmed:
/// every byte outside a small set stands in octal. Scripts whose line would be too long for one program argument
/// travel in the preamble, which /bin/sh reads without taking a byte of the program's own stdin.
ExecText exec_text(std::string_view script, std::string_view marker);

}  // namespace aifactory::transport::ssh
