// SPDX-License-Identifier: Apache-2.0
#include "monitoring/log_program.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "monitoring/file_facts.hpp"

#include <fmt/format.h>

#include <charconv>

namespace aifactory::monitoring {
namespace {

/// Opening a file is what makes an NFS client ask its server; then one stat serves all of them. A look that finds
/// everything as before answers with one word. Pieces are followed by the mark, so that their end is known whatever
/// happened to the file. The last lines are found by going back in ever larger steps.
constexpr std::string_view body = R"sh(
if stat -L -c %s / >/dev/null 2>&1; then all_facts() { stat -L -c '%d:%i %s %Y %n' "$@" 2>/dev/null; }
elif stat -L -f %z / >/dev/null 2>&1; then all_facts() { stat -L -f '%d:%i %z %m %N' "$@" 2>/dev/null; }
else all_facts() { for f; do set -- $(ls -Li "$f"); echo "0:$1 $(($(wc -c <"$f"))) 0 $f"; done; }
fi
look() {
  set --
  for f in $patterns; do
    if [ -f "$f" ] && { :; } <"$f"; then set -- "$@" "$f"
    elif [ -e "$f" ]; then printf 'refused %s\n' "$f"
    fi
  done 2>/dev/null
  [ "$#" -eq 0 ] || all_facts "$@"
}
list() {
  now=$(look)
  if [ "$now" = "$before" ]; then echo same; else printf 'files\n%s\n.\n' "$now"; fi
  before=$now
}
piece() {
  set -- $(file_facts <&3)
  size=$2
  [ "$((size - start))" -ge "$count" ] || count=$((size - start))
  [ "$count" -ge 0 ] || count=0
  echo "piece $1 $count"
  [ "$count" -eq 0 ] || tail -c "+$((start + 1))" <&3 | head -c "$count"
  set -- $(file_facts <&3)
  [ "$2" -ge "$((start + count))" ] && echo "$mark same" || echo "$mark shorter"
}
block() { tail -c "+$((size - back + 1))" <"$f" | head -c "$back"; }
tail_start() {
  set -- $(file_facts <&3)
  size=$2 back=65536
  while :; do
    [ "$back" -lt "$size" ] || back=$size
    [ "$back" -gt 0 ] || { echo 0; return; }
    [ "$back" -lt "$size" ] && [ "$(($(block | wc -l)))" -le "$start" ] || break
    back=$((back * 4))
  done
  echo "$((size - $(block | tail -n "$start" | wc -c)))"
}
opened() { [ -f "$f" ] && (exec 3<"$f" && "$@"); }
before=none
echo "ready $(date +%z)"
while read -r word start count && IFS= read -r f; do
  case $word in
  list) list ;;
  piece) opened piece || echo gone ;;
  tail) opened tail_start || echo gone ;;
  esac
done
)sh";

[[noreturn]] void throw_nonsense(std::string_view text) {
  throw Error{{.kind = ErrorKind::protocol,
               .what = "the answer about logs makes no sense",
               .why = fmt::format("\"{}\" was not to be expected there", shorten(printable(text), 60)),
               .hint = "this happens when the login shell of the site prints in between; see `aifactory doctor`"}};
}

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && !text.empty()) return number;
  throw_nonsense(text);
}

/// The shell's globbing does not look into quotes, so that only our own stars are patterns.
std::string pattern_word(const std::string& path) {
  std::string word;
  for (const auto& part : split(path, '*'))
    word += (word.empty() ? "" : "*") + shell_quote(part);
  return word;
}

std::string text_of(const std::vector<std::string>& patterns, const std::string& mark) {
  std::string words;
  for (const auto& pattern : patterns)
    words += " " + pattern_word(pattern);
  std::string text(body);
  text.replace(text.find(" $patterns"), std::string_view(" $patterns").size(), words);
  return fmt::format("LC_ALL=C; export LC_ALL\nmark={}\n{}{}", mark, file_facts_function, text);
}

}  // namespace

LogProgram::LogProgram(transport::Host& host, const std::vector<std::string>& patterns)
    : mark_("end-" + random_name(16)), stream_(host.start(text_of(patterns, mark_)), host.name()) {
  const auto words = split(stream_.line(), ' ');
  if (words.front() != "ready") throw_nonsense(words.front());
  utc_offset_ = read_utc_offset(words.back());
}

std::optional<std::vector<FileFacts>> LogProgram::list() {
  stream_.send("list 0 0\n\n");
  const auto answer = stream_.line();
  if (answer == "same") return std::nullopt;
  if (answer != "files") throw_nonsense(answer);
  std::vector<FileFacts> files;
  for (auto line = stream_.line(); line != "."; line = stream_.line())
    if (!line.empty()) files.push_back(read_facts(line));
  return files;
}

void LogProgram::ask(const std::string& path, std::uint64_t start, std::uint64_t count) {
  stream_.send(fmt::format("piece {} {}\n{}\n", start, count, path));
}

Piece LogProgram::answer() {
  const auto words = split(stream_.line(), ' ');
  if (words.size() == 1 && words[0] == "gone") return {};
  if (words.size() != 3 || words[0] != "piece") throw_nonsense(words[0]);
  Piece piece{.found = true, .cut_off = false, .identity = words[1], .bytes = stream_.until(mark_)};
  piece.cut_off = trim(stream_.line()) != "same";
  const auto promised = number_in(words[2]);
  if (piece.bytes.size() > promised) throw_nonsense("too many bytes");
  if (piece.bytes.size() < promised && !piece.cut_off) stream_.fail("its tail and head give too few bytes");
  return piece;
}

std::optional<std::uint64_t> LogProgram::tail(const std::string& path, std::uint64_t lines) {
  stream_.send(fmt::format("tail {} 0\n{}\n", lines, path));
  const auto answer = stream_.line();
  if (answer == "gone") return std::nullopt;
  return number_in(answer);
}

FileFacts read_facts(const std::string& line) {
  constexpr std::string_view refused = "refused ";
  if (line.starts_with(refused)) return {.path = line.substr(refused.size()), .identity = ""};
  const auto first = line.find(' '), second = line.find(' ', first + 1), third = line.find(' ', second + 1);
  if (first == line.npos || second == line.npos || third == line.npos || first == 0) throw_nonsense(line);
  return {.path = line.substr(third + 1),
          .identity = line.substr(0, first),
          .size = number_in(std::string_view(line).substr(first + 1, second - first - 1)),
          .modified = Time{Seconds{
              static_cast<std::int64_t>(number_in(std::string_view(line).substr(second + 1, third - second - 1)))}}};
}

Seconds read_utc_offset(std::string_view text) {
  int number = 0;
  if (text.size() != 5 || (text[0] != '+' && text[0] != '-')) return Seconds{0};
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + 5, number);
  if (error != std::errc{} || end != text.data() + 5) return Seconds{0};
  const Seconds offset = std::chrono::hours(number / 100) + std::chrono::minutes(number % 100);
  return text[0] == '-' ? -offset : offset;
}

}  // namespace aifactory::monitoring
