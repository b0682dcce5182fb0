// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace aifactory::transport::ssh {

/// %h and the like, to what each stands for.
using Tokens = std::map<char, std::string>;

/// Replaces %-tokens ("%%" is a per cent sign). Errors: config on an unknown token.
std::string expand_tokens(std::string_view text, const Tokens& tokens);

/// As a path: tokens, ${VARIABLES} of the environment, "~/" at the front. Errors: config.
std::filesystem::path expand_path(std::string_view text, const Tokens& tokens, const std::filesystem::path& home);

}  // namespace aifactory::transport::ssh
