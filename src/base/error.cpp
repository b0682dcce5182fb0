// SPDX-License-Identifier: Apache-2.0
#include "aifactory/base/error.hpp"

#include <system_error>
#include <utility>

namespace aifactory {

std::string_view name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::bad_input:
      return "bad_input";
    case ErrorKind::no_input:
      return "no_input";
    case ErrorKind::unavailable:
      return "unavailable";
    case ErrorKind::bug:
      return "bug";
    case ErrorKind::cannot_create:
      return "cannot_create";
    case ErrorKind::io:
      return "io";
    case ErrorKind::try_again:
      return "try_again";
    case ErrorKind::protocol:
      return "protocol";
    case ErrorKind::not_permitted:
      return "not_permitted";
    case ErrorKind::config:
      return "config";
    case ErrorKind::timed_out:
      return "timed_out";
    case ErrorKind::interrupted:
      return "interrupted";
  }
  return "bug";
}

Error system_error(std::string what, int error_number, ErrorKind kind) {
  return Error{{.kind = kind, .what = std::move(what), .why = std::system_category().message(error_number)}};
}

}  // namespace aifactory
