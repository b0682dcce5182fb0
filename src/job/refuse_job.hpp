// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/config/project.hpp"

#include <string>
#include <utility>

namespace aifactory::job {

/// A description that cannot become a job. Errors: bad_input, always.
[[noreturn]] inline void refuse(const config::Job& job, std::string what, std::string hint) {
  throw Error{
      {.kind = ErrorKind::bad_input, .what = "job " + job.name + ": " + std::move(what), .hint = std::move(hint)}};
}

}  // namespace aifactory::job
