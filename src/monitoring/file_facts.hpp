// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace aifactory::monitoring {

/// POSIX sh function: `file_facts PATH <PATH` prints "DEVICE:INODE SIZE" of the open file on its stdin. Of the open
/// file, since opening is what makes an NFS client ask its server; the name alone may give attributes of 30 s ago.
/// GNU stat, then BusyBox (and any Linux), then BSD and macOS, then plain POSIX.
inline constexpr std::string_view file_facts_function = R"sh(
file_facts() {
  stat -c '%d:%i %s' - 2>/dev/null || stat -L -c '%d:%i %s' /dev/fd/0 2>/dev/null ||
    stat -f '%d:%i %z' 2>/dev/null || { set -- $(ls -Li "$1") && echo "0:$1 $(($(wc -c)))"; }
}
)sh";

}  // namespace aifactory::monitoring
