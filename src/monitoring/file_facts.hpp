// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace aifactory::monitoring {

/// POSIX sh function: prints "DEVICE:INODE SIZE" of the open file on its stdin, which is $f. Of the open
/// file, since opening is what makes an NFS client ask its server; the name alone may give attributes of 30 s ago.
/// GNU stat, then BusyBox (and any Linux), then BSD and macOS, then plain POSIX (which must not read stdin: its place
/// in the file is the caller's).
inline constexpr std::string_view file_facts_function = R"sh(
file_facts() {
  stat -c '%d:%i %s' - 2>/dev/null || stat -L -c '%d:%i %s' /dev/fd/0 2>/dev/null ||
    stat -f '%d:%i %z' 2>/dev/null || { set -- $(ls -Li "$f") && echo "0:$1 $(($(wc -c <"$f")))"; }
}
)sh";

}  // namespace aifactory::monitoring
