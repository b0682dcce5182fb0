// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh/exec_text.hpp"

#include <fmt/format.h>

#include <optional>

namespace aifactory::transport::ssh {
namespace {

/// Linux takes 128 KiB in one argument (MAX_ARG_STRLEN), other systems less; servers may have limits of their own.
constexpr std::size_t longest_line = 32'000;
/// The preamble comes in lines, which sh reads byte by byte and expands one at a time.
constexpr std::size_t preamble_line = 16'000;

bool is_safe(char c) {
  constexpr std::string_view signs = "_-+=./,:@ ";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         signs.find(c) != std::string_view::npos;
}

/// For the double quotes of sh inside the single quotes of the login shell; saves the process of $(printf). Nothing
/// where a sign means something else to csh or fish: '!', a backslash that would escape, and whatever is not plain
/// text.
std::optional<std::string> in_quotes(std::string_view text) {
  constexpr std::string_view escaped_in_sh = "$`\"";
  constexpr std::string_view never_after_backslash = "$`\"\\\n'";
  std::string quoted;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool plain = (c >= ' ' && c <= '~' && c != '!') || c == '\n';
    const bool escapes =
        c == '\\' && (i + 1 == text.size() || never_after_backslash.find(text[i + 1]) != std::string_view::npos);
    if (!plain || escapes) return {};
    if (escaped_in_sh.find(c) != std::string_view::npos) quoted += '\\';
    if (c == '\n')
      quoted += "${_nl}";
    else if (c == '\'')
      quoted += R"('"'"')";
    else
      quoted += c;
  }
  return quoted;
}

/// For printf %b, which knows \0ooo with exactly three digits everywhere.
std::string in_octal(std::string_view text) {
  std::string octal;
  octal.reserve(text.size() * 2);
  for (const char c : text) {
    if (is_safe(c))
      octal += c;
    else
      fmt::format_to(std::back_inserter(octal), "\\0{:03o}", static_cast<unsigned char>(c));
  }
  return octal;
}

/// Lines end with a sign of their own, so that command substitution eats no newline of the script.
std::string in_lines(std::string_view script) {
  std::string lines;
  for (std::size_t at = 0; at < script.size(); at += preamble_line)
    lines += in_octal(script.substr(at, preamble_line)) + "\n";
  return lines + "~\n";
}

constexpr std::string_view head = R"(exec /bin/sh -c 'cd 2>/dev/null; printf "\n%s\n" {0}; printf "\n%s\n" {0} >&2; )";

/// No sign here that csh would take for history or the end of a command.
constexpr std::string_view collect =
    R"sh(set --; while IFS= read -r REPLY && case $REPLY in "~") false;; esac; do )sh"
    R"sh(REPLY=$(printf "%bx" "$REPLY"); set -- "$1${REPLY%x}"; done; REPLY=; eval "set --; $1"' sh)sh";

}  // namespace

ExecText exec_text(std::string_view script, std::string_view marker) {
  ExecText text{.command = fmt::format(fmt::runtime(head), marker), .preamble = {}};
  if (const auto quoted = in_quotes(script); quoted && quoted->size() <= longest_line) {
    text.command += fmt::format(R"sh(_nl=${{IFS#??}}; eval "{}"' sh)sh", *quoted);
    return text;
  }
  const auto octal = in_octal(script);
  if (octal.size() <= longest_line) {
    text.command += fmt::format(R"sh(eval "$(printf %b "{}")"' sh)sh", octal);
    return text;
  }
  text.command += collect;
  text.preamble = in_lines(script);
  return text;
}

}  // namespace aifactory::transport::ssh
