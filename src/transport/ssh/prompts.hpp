// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aifactory::transport::ssh {

/// What a server's prompt asks for.
enum class PromptKind { code, password, other };

/// Prompts are told apart by the site's own patterns for one-time codes (regular expressions, upper and lower case
/// alike), or, where it has none, by the words that servers use. Errors: config on a pattern that is none.
PromptKind classify_prompt(std::string_view prompt, const std::vector<std::string>& code_patterns);

}  // namespace aifactory::transport::ssh
