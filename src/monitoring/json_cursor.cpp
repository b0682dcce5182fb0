// SPDX-License-Identifier: Apache-2.0
#include "monitoring/json_cursor.hpp"

#include "monitoring/number.hpp"

#include <algorithm>

namespace aifactory::monitoring {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool ends_token(char c) {
  return is_space(c) || c == ',' || c == ']' || c == '}';
}

void append_utf8(std::string& to, std::uint32_t code) {
  const auto byte = [&to](std::uint32_t value) { to += static_cast<char>(static_cast<unsigned char>(value)); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) return byte(0xC0 | code >> 6), byte(0x80 | (code & 0x3F));
  if (code < 0x10000) return byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F));
  byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 0x3F)), byte(0x80 | (code >> 6 & 0x3F)),
      byte(0x80 | (code & 0x3F));
}

}  // namespace

void JsonCursor::pass_space() {
  while (at_ < text_.size() && is_space(text_[at_]))
    ++at_;
}

bool JsonCursor::at_end() {
  pass_space();
  return at_ == text_.size();
}

JsonCursor::Kind JsonCursor::kind() {
  if (!ok_ || at_end()) return Kind::nothing;
  switch (text_[at_]) {
    case '{':
      return Kind::object;
    case '[':
      return Kind::array;
    case '"':
      return Kind::string;
    case 't':
    case 'f':
    case 'n':
      return Kind::literal;
    default:
      return Kind::number;
  }
}

bool JsonCursor::enter() {
  const auto here = kind();
  if (here != Kind::object && here != Kind::array) fail();
  if (++depth_ >= depth_limit) fail();
  if (!ok_) return false;
  ++at_;
  started_ &= ~(std::uint64_t{1} << depth_);
  return true;
}

bool JsonCursor::pass(char expected) {
  pass_space();
  if (!ok_ || at_ == text_.size() || text_[at_] != expected) return false;
  ++at_;
  return true;
}

bool JsonCursor::next_item(char closing) {
  if (!ok_) return false;
  if (pass(closing)) {
    --depth_;
    return false;
  }
  const auto bit = std::uint64_t{1} << depth_;
  if ((started_ & bit) != 0 && !pass(',')) fail();
  started_ |= bit;
  return ok_;
}

bool JsonCursor::next_member(std::string_view& key) {
  if (!next_item('}')) return false;
  if (kind() != Kind::string) fail();
  key = string();
  if (!pass(':')) fail();
  return ok_;
}

bool JsonCursor::next_element() {
  if (!next_item(']')) return false;
  if (kind() == Kind::nothing) fail();
  return ok_;
}

double JsonCursor::number() {
  pass_space();
  auto end = at_;
  while (end < text_.size() && !ends_token(text_[end]))
    ++end;
  const auto value = parse_number(text_.substr(at_, end - at_));
  at_ = end;
  if (!value) fail();
  return value.value_or(0);
}

std::string_view JsonCursor::string() {
  if (!pass('"')) return fail(), std::string_view{};
  const auto start = at_;
  bool escaped = false;
  while (at_ < text_.size() && text_[at_] != '"') {
    const bool backslash = text_[at_] == '\\';
    escaped |= backslash;
    at_ += backslash ? 2 : 1;
  }
  if (at_ >= text_.size()) return fail(), std::string_view{};
  const auto end = at_++;
  if (!escaped) return text_.substr(start, end - start);
  at_ = start;
  return unescaped(end);
}

std::string_view JsonCursor::unescaped(std::size_t end) {
  buffer_.clear();
  auto at = at_;
  while (at < end) {
    if (text_[at] != '\\') {
      buffer_ += text_[at++];
    } else {
      append_escape(at);
    }
  }
  at_ = end + 1;
  return buffer_;
}

void JsonCursor::append_escape(std::size_t& at) {
  const char letter = text_[at + 1];
  if (letter == 'u') return append_code_point(at);
  constexpr std::string_view letters = "bfnrt", meanings = "\b\f\n\r\t";
  const auto which = letters.find(letter);
  buffer_ += which == std::string_view::npos ? letter : meanings[which];
  at += 2;
}

/// \uXXXX, or two of them for one character beyond U+FFFF; half a pair becomes U+FFFD.
void JsonCursor::append_code_point(std::size_t& at) {
  auto code = hex4(at + 2).value_or(0xFFFD);
  at = std::min(at + 6, text_.size());
  const bool pair_follows = text_.substr(at, 2) == "\\u";
  const auto low = code >= 0xD800 && code < 0xDC00 && pair_follows ? hex4(at + 2) : std::nullopt;
  if (low && *low >= 0xDC00 && *low < 0xE000) {
    code = 0x10000 + ((code - 0xD800) << 10) + (*low - 0xDC00);
    at += 6;
  }
  append_utf8(buffer_, code >= 0xD800 && code < 0xE000 ? 0xFFFD : code);
}

std::optional<std::uint32_t> JsonCursor::hex4(std::size_t at) const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::uint32_t value = 0;
  for (const char c : text_.substr(std::min(at, text_.size()), 4)) {
    const auto digit = digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    if (digit == std::string_view::npos) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(digit);
  }
  return value;
}

void JsonCursor::skip() {
  std::string_view key;
  switch (kind()) {
    case Kind::object:
      for (enter(); next_member(key);)
        skip();
      return;
    case Kind::array:
      for (enter(); next_element();)
        skip();
      return;
    case Kind::string:
      string();
      return;
    case Kind::number:
      number();
      return;
    case Kind::nothing:
      return fail();
    case Kind::literal:
      break;
  }
  const auto start = at_;
  while (at_ < text_.size() && !ends_token(text_[at_]))
    ++at_;
  const auto word = text_.substr(start, at_ - start);
  if (word != "true" && word != "false" && word != "null") fail();
}

}  // namespace aifactory::monitoring
