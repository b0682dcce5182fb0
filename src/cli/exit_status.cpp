// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_status.hpp"

#include <array>

namespace aifactory::cli {

ExitStatus exit_status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return ExitStatus::usage;
    case ErrorKind::bad_input:
      return ExitStatus::bad_input;
    case ErrorKind::no_input:
      return ExitStatus::no_input;
    case ErrorKind::unavailable:
      return ExitStatus::unavailable;
    case ErrorKind::bug:
      return ExitStatus::bug;
    case ErrorKind::cannot_create:
      return ExitStatus::cannot_create;
    case ErrorKind::io:
      return ExitStatus::io;
    case ErrorKind::try_again:
      return ExitStatus::try_again;
    case ErrorKind::protocol:
      return ExitStatus::protocol;
    case ErrorKind::not_permitted:
      return ExitStatus::not_permitted;
    case ErrorKind::config:
      return ExitStatus::config;
    case ErrorKind::timed_out:
      return ExitStatus::timed_out;
    case ErrorKind::interrupted:
      return ExitStatus::interrupted;
  }
  return ExitStatus::bug;
}

std::span<const ExitStatusLine> exit_status_table() {
  static constexpr std::array table{
      ExitStatusLine{ExitStatus::done, "Done."},
      ExitStatusLine{ExitStatus::usage, "The command line is wrong."},
      ExitStatusLine{ExitStatus::bad_input, "Data given to the command is wrong, or a job was refused as impossible."},
      ExitStatusLine{ExitStatus::no_input, "A file, dataset, job or run named by the user is not there."},
      ExitStatusLine{ExitStatus::unavailable, "A site or service cannot be reached."},
      ExitStatusLine{ExitStatus::bug, "An error of aifactory itself; please report it."},
      ExitStatusLine{ExitStatus::cannot_create, "An output cannot be created."},
      ExitStatusLine{ExitStatus::io, "Reading or writing failed, for example because a disk is full."},
      ExitStatusLine{ExitStatus::try_again, "Failed for now (connection lost, scheduler busy): try again later."},
      ExitStatusLine{ExitStatus::protocol, "The other side answered something that makes no sense."},
      ExitStatusLine{ExitStatus::not_permitted, "Not permitted, or a login is needed."},
      ExitStatusLine{ExitStatus::config, "A configuration file is wrong."},
      ExitStatusLine{ExitStatus::timed_out, "The time limit given by the user passed while waiting."},
      ExitStatusLine{ExitStatus::interrupted, "Interrupted by Ctrl-C or SIGTERM."},
  };
  return table;
}

}  // namespace aifactory::cli
