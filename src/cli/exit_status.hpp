// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"

#include <span>
#include <string_view>

namespace aifactory::cli {

/// Exit statuses of aifactory: sysexits.h(3head) where it has a word, 124 as timeout(1), 130 as shells do. `job wait`
/// and `job submit --wait` end with the job's own status instead.
enum class ExitStatus : int {
  done = 0,
  usage = 64,
  bad_input = 65,
  no_input = 66,
  unavailable = 69,
  bug = 70,
  cannot_create = 73,
  io = 74,
  try_again = 75,
  protocol = 76,
  not_permitted = 77,
  config = 78,
  timed_out = 124,
  interrupted = 130,
};

/// The one place where a kind of error becomes an exit status.
ExitStatus exit_status_of(ErrorKind kind);

/// The table as the manual prints it.
struct ExitStatusLine {
  ExitStatus status;
  std::string_view meaning;
};
std::span<const ExitStatusLine> exit_status_table();

}  // namespace aifactory::cli
