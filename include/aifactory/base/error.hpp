// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory {

/// What went wrong, in the one distinction that callers and scripts act on. cli/exit_status maps each kind to the
/// exit status documented in aifactory(1); the numbers follow sysexits.h.
enum class ErrorKind {
  usage,          ///< the command line is wrong
  bad_input,      ///< data given by the user is wrong
  no_input,       ///< a file, dataset, job or site named by the user is not there
  unavailable,    ///< a site or service cannot be reached
  bug,            ///< aifactory itself is wrong
  cannot_create,  ///< an output cannot be made
  io,             ///< reading or writing failed
  try_again,      ///< failed for now: connection lost, scheduler busy
  protocol,       ///< the other side answered nonsense
  not_permitted,  ///< refused, or a login is needed
  config,         ///< a configuration file is wrong
  timed_out,      ///< the user's own time limit passed
  interrupted,    ///< Ctrl-C or SIGTERM
};

/// The name of a kind as it stands in JSON ("no_input").
std::string_view name_of(ErrorKind kind);

/// Who or what stands in the way, where a caller gives other advice for it than for the rest of its kind.
enum class Subject {
  anything,
  host_key,  ///< the key that the other machine shows
};

/// The parts of a message. `what` is one line without a full stop: what failed, and where. `why` may have several
/// lines. `hint` is the next thing to type or do.
struct Failure {
  ErrorKind kind = ErrorKind::bug;
  std::string what;
  std::string where = {};  ///< file:line:column, when a file is to blame
  std::string why = {};
  std::string hint = {};
  Subject subject = Subject::anything;
};

/// Ends a command. Thrown as `throw Error{{.kind = …, .what = …, .hint = …}}`, caught only where it can be answered
/// and at the top (cli/run), which prints it and chooses the exit status.
class Error : public std::exception {
 public:
  explicit Error(Failure failure) : failure_(std::move(failure)) {}

  const char* what() const noexcept override { return failure_.what.c_str(); }
  ErrorKind kind() const noexcept { return failure_.kind; }
  const Failure& failure() const noexcept { return failure_; }

  /// What was being done, innermost first: "while uploading dataset corpus".
  const std::vector<std::string>& trail() const noexcept { return trail_; }
  void add_trail(std::string doing) { trail_.push_back(std::move(doing)); }

 private:
  Failure failure_;
  std::vector<std::string> trail_;
};

/// An Error for a failed system call: kind io, with errno's text as the reason.
Error system_error(std::string what, int error_number, ErrorKind kind = ErrorKind::io);

}  // namespace aifactory
