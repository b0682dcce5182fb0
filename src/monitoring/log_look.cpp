// SPDX-License-Identifier: Apache-2.0
#include "monitoring/log_look.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "monitoring/file_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace aifactory::monitoring {
namespace {

constexpr std::size_t header_limit = 256;

/// Wants f, id, at, again, lines, most. The bytes of one look end at the size that was measured, so that their number
/// is known beforehand. The last lines are found by going back in ever larger steps: no more is read than is needed.
constexpr std::string_view look_body = R"sh(
block() { tail -c "+$((size - back + 1))" <"$f" | head -c "$back"; }
tail_start() {
  back=65536
  while :; do
    [ "$back" -lt "$size" ] || back=$size
    [ "$back" -gt 0 ] || { echo 0; return; }
    [ "$back" -lt "$size" ] && [ "$(($(block | wc -l)))" -le "$lines" ] || break
    back=$((back * 4))
  done
  echo "$((size - $(block | tail -n "$lines" | wc -c)))"
}
look() {
  set -- $(file_facts <&3)
  now=$1 size=$2
  if [ -n "$id" ] && { [ "$now" != "$id" ] || [ "$size" -lt "$at" ]; }; then echo replaced; return; fi
  start=$((at - again))
  [ -n "$id" ] || [ -z "$lines" ] || start=$(tail_start)
  count=$((size - start))
  [ "$count" -le "$most" ] || count=$most
  echo "file $now $size $start $count"
  [ "$count" -eq 0 ] || tail -c "+$((start + 1))" <&3 | head -c "$count"
}
if [ ! -e "$f" ]; then echo no_file
elif [ ! -f "$f" ] || [ ! -r "$f" ]; then echo refused
else (exec 3<"$f" && look); fi
)sh";

/// A look that takes longer ends as if the connection had been lost, which costs nothing: the next goes on from there.
constexpr auto look_time = std::chrono::minutes(2);

bool parse(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

/// Takes the answer of look_script in pieces.
class Answer {
 public:
  Answer(const LookRequest& request, const transport::Sink& sink, FilePosition& position)
      : overlap_(request.from.overlap), request_(request), sink_(sink), position_(position) {}

  void feed(std::string_view bytes) {
    if (look_.found == Look::Found::nothing) bytes = take_header(bytes);
    if (look_.found != Look::Found::file) return;
    received_ += bytes.size();
    bytes = overlap_.pass(bytes);
    if (!overlap_.same()) look_.found = Look::Found::replaced;
    if (bytes.empty()) return;
    sink_(bytes);
    position_.advance(bytes);
  }

  Look finish(std::string remote_error) {
    look_.remote_error = std::move(remote_error);
    look_.whole = look_.found != Look::Found::nothing && received_ >= count_;
    return look_;
  }

 private:
  [[noreturn]] void refuse() const {
    throw Error{{.kind = ErrorKind::protocol,
                 .what = fmt::format("the answer about {} makes no sense", printable(request_.path)),
                 .why = fmt::format("it begins with \"{}\"", shorten(printable(header_), 60)),
                 .hint = "this happens when the login shell of the site prints in between; see `aifactory doctor`"}};
  }

  /// Gives back what follows the header.
  std::string_view take_header(std::string_view bytes) {
    const auto end = bytes.find('\n');
    header_ += bytes.substr(0, end);
    if (header_.size() > header_limit) refuse();
    if (end == std::string_view::npos) return {};
    read_header(split(header_, ' '));
    return bytes.substr(end + 1);
  }

  void read_header(const std::vector<std::string>& words) {
    if (words[0] == "no_file") {
      look_.found = Look::Found::no_file;
    } else if (words[0] == "refused") {
      look_.found = Look::Found::refused;
    } else if (words[0] == "replaced") {
      look_.found = Look::Found::replaced;
    } else {
      read_file_header(words);
    }
  }

  void read_file_header(const std::vector<std::string>& words) {
    std::uint64_t start = 0;
    const bool numbers = words.size() == 5 && words[0] == "file" && parse(words[2], look_.size) &&
                         parse(words[3], start) && parse(words[4], count_);
    const bool tail = request_.from.identity.empty() && request_.tail_lines;
    if (!numbers || start > look_.size || count_ > look_.size - start) refuse();
    if (!tail && start != request_.from.start_of_look()) refuse();
    look_.found = Look::Found::file;
    position_.identity = words[1];
    position_.offset = start + request_.from.overlap.size();
  }

  Look look_;
  std::string header_;
  OverlapCheck overlap_;
  std::uint64_t count_ = 0, received_ = 0;
  const LookRequest& request_;
  const transport::Sink& sink_;
  FilePosition& position_;
};

}  // namespace

std::string look_script(const LookRequest& request) {
  const auto lines = request.tail_lines ? std::to_string(*request.tail_lines) : std::string{};
  return fmt::format("LC_ALL=C; export LC_ALL\nf={} id={} at={} again={} lines={} most={}\n{}{}",
                     shell_quote(request.path), shell_quote(request.from.identity), request.from.offset,
                     request.from.overlap.size(), lines, request.most, file_facts_function, look_body);
}

Look look_at(transport::Host& host, const LookRequest& request, const transport::Sink& sink, FilePosition& position) {
  Answer answer(request, sink, position);
  std::string remote_error;
  transport::run_streaming(
      host,
      {.script = look_script(request), .time_limit = look_time, .output_limit = request.most + (std::size_t{1} << 20)},
      [&answer](std::string_view bytes) { answer.feed(bytes); },
      [&remote_error](std::string_view bytes) {
        remote_error += bytes.substr(0, 4096 - std::min<std::size_t>(remote_error.size(), 4096));
      });
  return answer.finish(std::move(remote_error));
}

}  // namespace aifactory::monitoring
