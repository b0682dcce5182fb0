// SPDX-License-Identifier: Apache-2.0
#include "cli/consent.hpp"

#include "aifactory/base/error.hpp"

#include "cli/app_context.hpp"

namespace aifactory::cli {

void require_consent(AppContext& context, bool given, const std::string& question) {
  if (given) return;
  if (!context.person().is_there())
    throw Error{{.kind = ErrorKind::usage,
                 .what = "this needs a confirmation, and nobody can be asked",
                 .why = question,
                 .hint = "add --yes"}};
  if (!context.person().confirm(question))
    throw Error{{.kind = ErrorKind::interrupted, .what = "nothing was changed", .hint = "answer yes to go on"}};
}

}  // namespace aifactory::cli
