// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace aifactory::cli {

class AppContext;

/// Returns when the person says yes or --yes was given (`given`). Errors: interrupted when the answer is no; usage,
/// naming --yes, when nobody can be asked.
void require_consent(AppContext& context, bool given, const std::string& question);

}  // namespace aifactory::cli
