// SPDX-License-Identifier: Apache-2.0
#include "transfer/path.hpp"

#include "aifactory/base/digest.hpp"
#include "aifactory/base/error.hpp"
#include "aifactory/transfer/tree.hpp"

#include <fmt/format.h>

#include <charconv>

namespace aifactory::transfer {
namespace {

constexpr std::size_t longest_name = 255;  ///< bytes; of nearly every file system
constexpr std::size_t longest_character = 4;
constexpr std::size_t part_mark = 17;  ///< bytes of '~' and a hash, in the place of a long name's end

std::string_view path_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

/// Bytes of the character that starts `text`, or 0 when it is not UTF-8 (overlong, surrogate, too large, cut).
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const bool bad = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) ||
                   (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f);
  return bad ? 0 : length;
}

/// Calls `use` for each part between slashes until it says false.
template <typename Use>
bool all_parts(std::string_view path, Use use) {
  while (true) {
    const auto slash = path.find('/');
    if (!use(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

std::string percent_encode(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    if (is_plain(c))
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned value = 0;
    const auto digits = text.substr(i + 1, 2);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc() || digits.size() != 2 || end != digits.data() + 2)
      throw Error{{.kind = ErrorKind::bad_input, .what = "a percent-encoded name is broken"}};
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = character_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string join_path(std::string_view folder, std::string_view name) {
  std::string path;
  path.reserve(folder.size() + name.size() + 1);
  path.append(folder);
  if (!path.empty() && path.back() != '/') path += '/';
  return path.append(name);
}

std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.back() == '/')
    path.pop_back();
  return path;
}

std::string_view parent_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool is_part(std::string_view path) {
  return path.ends_with(part_suffix);
}

std::string part_path(std::string_view path) {
  const auto folder = path.size() - path_name(path).size();
  const auto name = path.substr(folder);
  if (name.size() + part_suffix.size() <= longest_name) return fmt::format("{}{}", path, part_suffix);
  auto end = longest_name - part_suffix.size() - part_mark;
  for (std::size_t i = 1; i < longest_character && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80; ++i)
    --end;  // some file systems want whole characters
  return fmt::format("{}~{:.{}}{}", path.substr(0, folder + end), sha256_hex(name), part_mark - 1, part_suffix);
}

std::string_view before_part(std::string_view part) {
  const auto path = part.substr(0, part.size() - part_suffix.size());
  constexpr auto shortest = longest_name - part_suffix.size() - longest_character + 1;
  const bool shortened = path_name(path).size() >= shortest && path[path.size() - part_mark] == '~';
  return shortened ? path.substr(0, path.size() - part_mark) : std::string_view();
}

bool is_safe_relative_path(std::string_view path) {
  if (path.find('\0') != std::string_view::npos) return false;
  return all_parts(path, [](std::string_view part) { return !part.empty() && part != "." && part != ".."; });
}

bool is_safe_link(std::string_view path, std::string_view target) {
  if (target.empty() || target.front() == '/' || target.find('\0') != std::string_view::npos) return false;
  long depth = 0;
  all_parts(parent_of(path), [&](std::string_view part) { return part.empty() || ++depth; });
  // Going up is only counted from the start: "a/../../x" could leave through a symlink named a.
  bool descended = false;
  return all_parts(target, [&](std::string_view part) {
    if (part == "..") return !descended && --depth >= 0;
    descended = descended || (!part.empty() && part != ".");
    return true;
  });
}

}  // namespace aifactory::transfer
