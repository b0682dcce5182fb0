// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/config_tokens.hpp"

#include "aifactory/base/error.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace aifactory::transport::ssh {
namespace {

[[noreturn]] void fail(std::string_view text, std::string why) {
  throw Error{{.kind = ErrorKind::config,
               .what = fmt::format("the ssh configuration has a value that cannot be used: {}", text),
               .why = std::move(why)}};
}

std::string expand_variables(std::string text) {
  for (auto at = text.find("${"); at != std::string::npos; at = text.find("${", at)) {
    const auto end = text.find('}', at);
    if (end == std::string::npos) fail(text, "\"${\" has no end");
    const auto name = text.substr(at + 2, end - at - 2);
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) fail(text, fmt::format("${{{}}} is not set", name));
    const std::string replacement = value;
    text.replace(at, end - at + 1, replacement);
    at += replacement.size();
  }
  return text;
}

}  // namespace

std::string expand_tokens(std::string_view text, const Tokens& tokens) {
  std::string expanded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      expanded += text[at];
      continue;
    }
    if (++at == text.size()) fail(text, "\"%\" stands at its end");
    const auto token = tokens.find(text[at]);
    if (text[at] == '%')
      expanded += '%';
    else if (token != tokens.end())
      expanded += token->second;
    else
      fail(text, fmt::format("\"%{}\" is not known here", text[at]));
  }
  return expanded;
}

std::filesystem::path expand_path(std::string_view text, const Tokens& tokens, const std::filesystem::path& home) {
  const auto expanded = expand_variables(expand_tokens(text, tokens));
  if (expanded == "~") return home;
  if (expanded.starts_with("~/")) return home / expanded.substr(2);
  return expanded;
}

}  // namespace aifactory::transport::ssh
