// SPDX-License-Identifier: Apache-2.0
#include "transfer/hash_command.hpp"

#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace aifactory::transfer {
namespace {

constexpr std::string_view hash_greeting = "aifactory-hashes";

/// Names come separated by NUL; each gets "./" in front, so that none is taken for an option or for stdin.
constexpr std::string_view hash_script =
    R"(cd -- {} || exit 3
if command -v sha256sum >/dev/null 2>&1; then set -- sha256sum
elif command -v shasum >/dev/null 2>&1; then set -- shasum -a 256
else exit 4; fi
command -v xargs >/dev/null 2>&1 || exit 4
echo {}
LC_ALL=C exec xargs -0 -n 100 "$@" --)";

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    out += c == 'n' ? '\n' : c == 'r' ? '\r' : c;
  }
  return out;
}

}  // namespace

std::optional<HashLine> parse_hash_line(std::string_view line) {
  constexpr std::size_t digits = 64;
  const bool escaped = line.starts_with('\\');
  if (escaped) line.remove_prefix(1);
  if (line.size() < digits + 3) return std::nullopt;
  const auto hash = ContentHash::from_hex(line.substr(0, digits));
  const auto gap = line.substr(digits, 2);
  if (!hash || (gap != "  " && gap != " *")) return std::nullopt;
  line.remove_prefix(digits + 2);
  auto path = escaped ? unescape(line) : std::string(line);
  if (!path.starts_with("./")) return std::nullopt;
  return HashLine{*hash, path.substr(2)};
}

HashCommand::HashCommand(transport::Host& host, std::string folder, Use use)
    : folder_(std::move(folder)),
      use_(std::move(use)),
      program_(host, {.answered = [this](std::string_view line) { answered(line); }, .ended = [this] { ended(); }}) {}

void HashCommand::ask(const std::string& path) {
  if (program_.finishing()) {
    later_.insert(path);
    return;
  }
  asked_.insert(path);
  if (works_ && !program_.running()) start();
  program_.send("./" + path + '\0');
}

std::vector<std::string> HashCommand::unanswered() {
  std::vector<std::string> paths(asked_.begin(), asked_.end());
  paths.insert(paths.end(), later_.begin(), later_.end());
  asked_.clear();
  later_.clear();
  return paths;
}

void HashCommand::start() {
  greeted_ = false;
  program_.start(fmt::format(hash_script, shell_quote(folder_), hash_greeting));
}

void HashCommand::answered(std::string_view line) {
  if (!greeted_) {
    greeted_ = line == hash_greeting;
    return;
  }
  const auto parsed = parse_hash_line(line);
  if (!parsed || asked_.erase(parsed->path) == 0) return;
  use_(parsed->path, parsed->hash);
}

/// Files that got no answer are not there; unless the command never came to reading names.
void HashCommand::ended() {
  works_ = greeted_ && program_.finished();
  if (!works_) return;
  for (const auto& path : std::exchange(asked_, {}))
    use_(path, std::nullopt);
  for (const auto& path : std::exchange(later_, {}))
    ask(path);
}

}  // namespace aifactory::transfer
