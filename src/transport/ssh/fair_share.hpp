// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <sys/types.h>

namespace aifactory::transport::ssh {

/// A file channel in use.
struct FileUse {
  pid_t owner = 0;  ///< the process that has it
  bool asked_back = false;
};

/// Which of `uses` (the oldest first) to ask back for somebody who has none: the newest of whoever keeps most, so that
/// nobody gives up his last, or his first, on which he does what needs no more than one. Nothing when nobody has two.
std::optional<std::size_t> channel_to_ask_back(std::span<const FileUse> uses);

}  // namespace aifactory::transport::ssh
