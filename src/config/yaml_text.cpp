// SPDX-License-Identifier: Apache-2.0
#include "config/yaml_text.hpp"

#include <algorithm>

namespace aifactory::config {
namespace {

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

/// Bytes of the UTF-8 character at the front; 0 when it is broken (RFC 3629: no overlong forms, no surrogates).
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < size) return 0;
  if (!std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(size), continues)) return 0;
  if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F)) return 0;
  if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return 0;
  return size;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
}

}  // namespace

LineIndex::LineIndex(std::string_view text) : text_(text), starts_{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') starts_.push_back(i + 1);
  }
}

std::string_view LineIndex::line_at(int line) const {
  if (line < 0 || static_cast<std::size_t>(line) >= starts_.size()) return {};
  const auto start = starts_[static_cast<std::size_t>(line)];
  return text_.substr(start, text_.find('\n', start) - start);
}

int LineIndex::column(int line, int byte_column) const {
  const auto before = line_at(line).substr(0, static_cast<std::size_t>(std::max(byte_column, 0)));
  return 1 + static_cast<int>(before.size()) - static_cast<int>(std::count_if(before.begin(), before.end(), continues));
}

bool LineIndex::has_tab_indent(int line) const {
  const auto text = line_at(line);
  return text.substr(0, text.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
}

bool LineIndex::has_open_quote(int line, int byte_column) const {
  if (line < 0 || static_cast<std::size_t>(line) >= starts_.size()) return false;
  const auto rest = text_.substr(starts_[static_cast<std::size_t>(line)]);
  const auto start = static_cast<std::size_t>(std::max(byte_column, 0));
  if (start >= rest.size() || (rest[start] != '"' && rest[start] != '\'')) return false;
  const char quote = rest[start];
  for (auto at = start + 1; at < rest.size(); ++at) {
    if (rest[at] == '\\' && quote == '"') {
      ++at;
    } else if (rest[at] == quote) {
      const bool is_doubled = quote == '\'' && at + 1 < rest.size() && rest[at + 1] == quote;
      if (!is_doubled) return false;
      ++at;
    }
  }
  return true;
}

std::optional<std::size_t> first_bad_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto size = character_size(text.substr(at));
    if (size == 0 || is_control(text[at])) return at;
    at += size;
  }
  return std::nullopt;
}

}  // namespace aifactory::config
