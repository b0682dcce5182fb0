// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/log_line.hpp"

#include "aifactory/base/text.hpp"

#include <algorithm>

namespace aifactory::output {
namespace {

/// How many bytes at the end of `text` begin a UTF-8 character (RFC 3629) whose rest is not there yet.
std::size_t unfinished(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return 0;
    if (byte < 0xC0) continue;
    const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

bool is_between(char c, char first, char last) {
  return c >= first && c <= last;
}

/// Length of the escape sequence (ECMA-48) at the front of `text`; the rest of the text where it is not closed.
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return text.size();
  if (text[1] == '[') {
    std::size_t end = 2;
    while (end < text.size() && is_between(text[end], 0x20, 0x3F))
      ++end;
    return std::min(end + 1, text.size());
  }
  if (text[1] == ']' || text[1] == 'P' || text[1] == 'X' || text[1] == '^' || text[1] == '_') {
    const auto bell = text.find('\a', 2), terminator = text.find("\x1b\\", 2);
    if (bell == text.npos && terminator == text.npos) return text.size();
    return bell < terminator ? bell + 1 : terminator + 2;
  }
  std::size_t end = 1;
  while (end < text.size() && is_between(text[end], 0x20, 0x2F))
    ++end;
  return std::min(end + 1, text.size());
}

/// CSI, digits and separators, 'm': Select Graphic Rendition.
bool is_color(std::string_view escape) {
  return escape.size() > 2 && escape.size() <= 40 && escape[1] == '[' && escape.back() == 'm' &&
         std::ranges::all_of(escape.substr(2, escape.size() - 3),
                             [](char c) { return is_between(c, '0', '9') || c == ';' || c == ':'; });
}

/// What stays of a line that was written over itself: behind the last carriage return that something follows.
std::string_view last_state(std::string_view line) {
  while (line.ends_with('\r'))
    line.remove_suffix(1);
  const auto at = line.rfind('\r');
  return at == line.npos ? line : line.substr(at + 1);
}

/// Text and colours as they are put together.
class Builder {
 public:
  explicit Builder(Colors colors) : colors_(colors) {}

  void text(std::string_view piece) { pending_ += piece; }
  void back() {
    while (!pending_.empty() && (static_cast<unsigned char>(pending_.back()) & 0xC0) == 0x80)
      pending_.pop_back();
    if (!pending_.empty()) pending_.pop_back();
  }
  void color(std::string_view escape) {
    if (colors_ == Colors::drop) return;
    flush();
    line_ += escape;
    colored_ = escape != "\x1b[0m" && escape != "\x1b[m";
  }
  std::string finish() {
    flush();
    return colored_ ? line_ + "\x1b[0m" : line_;
  }

 private:
  void flush() {
    line_ += printable(pending_, Lines::keep);
    pending_.clear();
  }

  Colors colors_;
  std::string line_, pending_;
  bool colored_ = false;
};

}  // namespace

std::string terminal_line(std::string_view line, Colors colors, End end) {
  if (end == End::open) line.remove_suffix(unfinished(line));
  line = last_state(line);
  Builder builder(colors);
  while (!line.empty()) {
    const auto special = std::min(line.find_first_of("\x1b\b"), line.size());
    builder.text(line.substr(0, special));
    line.remove_prefix(special);
    if (line.empty()) break;
    const auto length = line.front() == '\b' ? 1 : escape_length(line);
    const auto sequence = line.substr(0, length);
    if (line.front() == '\b') builder.back();
    if (is_color(sequence)) builder.color(sequence);
    line.remove_prefix(length);
  }
  return builder.finish();
}

}  // namespace aifactory::output
