// SPDX-License-Identifier: Apache-2.0
#include "transfer/prover.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace aifactory::transfer {
namespace {

constexpr std::string_view greeting = "aifactory-hashes";

/// Names come separated by NUL; each gets "./" in front, so that none is taken for an option or for stdin.
constexpr std::string_view script =
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

Prover::Prover(transport::Host& host, std::string folder, Use use)
    : host_(host), folder_(std::move(folder)), use_(std::move(use)) {}

void Prover::ask(const std::string& path) {
  if (closing_) {
    later_.insert(path);
    return;
  }
  asked_.insert(path);
  to_send_ += "./" + path + '\0';
  if (works_ && !running_) start();
}

void Prover::no_more() {
  if (running_) closing_ = true;
}

std::vector<std::string> Prover::unanswered() {
  std::vector<std::string> paths(asked_.begin(), asked_.end());
  paths.insert(paths.end(), later_.begin(), later_.end());
  asked_.clear();
  later_.clear();
  to_send_.clear();
  return paths;
}

void Prover::start() {
  try {
    running_ = host_.start(fmt::format(script, shell_quote(folder_), greeting));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unavailable && error.kind() != ErrorKind::not_permitted) throw;
    works_ = false;
  }
  closing_ = closed_ = greeted_ = false;
  sent_ = 0;
  partial_.clear();
}

void Prover::send() {
  const auto rest = std::as_bytes(std::span(to_send_)).subspan(sent_);
  if (!rest.empty()) sent_ += running_->write(rest);
  if (sent_ == to_send_.size()) {
    to_send_.clear();
    sent_ = 0;
  }
  if (to_send_.empty() && closing_ && !std::exchange(closed_, true)) running_->finish_writing();
}

void Prover::serve() {
  try {
    serve_running();
  } catch (const Error& error) {
    if (greeted_ || error.kind() != ErrorKind::unavailable) throw;
    running_.reset();
    works_ = false;
  }
}

void Prover::serve_running() {
  std::array<std::byte, 16384> buffer;
  while (running_) {
    send();
    const auto arrival = running_->read(buffer);
    using Kind = transport::Arrival::Kind;
    if (arrival.kind == Kind::nothing_yet) return;
    if (arrival.kind == Kind::out) take({reinterpret_cast<const char*>(buffer.data()), arrival.size});
    if (arrival.kind == Kind::end) ended();
  }
}

void Prover::take(std::string_view text) {
  partial_ += text;
  std::size_t start = 0;
  for (auto end = partial_.find('\n'); end != std::string::npos; end = partial_.find('\n', start)) {
    take_line(std::string_view(partial_).substr(start, end - start));
    start = end + 1;
  }
  partial_.erase(0, start);
}

void Prover::take_line(std::string_view line) {
  if (!greeted_) {
    greeted_ = line == greeting;
    return;
  }
  const auto parsed = parse_hash_line(line);
  if (!parsed || asked_.erase(parsed->path) == 0) return;
  use_(parsed->path, parsed->hash);
}

/// Files that got no answer are not there; unless the command never came to reading names.
void Prover::ended() {
  running_.reset();
  const bool answered = greeted_ && closed_;
  closing_ = false;
  if (!answered) {
    works_ = false;
    return;
  }
  for (const auto& path : std::exchange(asked_, {}))
    use_(path, std::nullopt);
  for (const auto& path : std::exchange(later_, {}))
    ask(path);
}

pollfd Prover::poll_for() const {
  if (!running_) return {.fd = -1, .events = 0, .revents = 0};
  return running_->poll_for();
}

}  // namespace aifactory::transfer
