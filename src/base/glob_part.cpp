// SPDX-License-Identifier: Apache-2.0
#include "base/glob_part.hpp"

#include <array>
#include <cctype>
#include <cstddef>
#include <optional>

namespace aifactory {
namespace {

constexpr std::size_t npos = std::string_view::npos;

unsigned char byte_of(char c) {
  return static_cast<unsigned char>(c);
}

struct CharacterClass {
  std::string_view name;
  int (*contains)(int);
};
constexpr std::array<CharacterClass, 12> classes = {{{"alnum", std::isalnum},
                                                     {"alpha", std::isalpha},
                                                     {"blank", std::isblank},
                                                     {"cntrl", std::iscntrl},
                                                     {"digit", std::isdigit},
                                                     {"graph", std::isgraph},
                                                     {"lower", std::islower},
                                                     {"print", std::isprint},
                                                     {"punct", std::ispunct},
                                                     {"space", std::isspace},
                                                     {"upper", std::isupper},
                                                     {"xdigit", std::isxdigit}}};

struct Fit {
  bool matches;
  std::size_t length;  ///< of the pattern's element
};

/// "[:alpha:]" at the start of `set`. Nothing when it is no class.
std::optional<Fit> fit_class(std::string_view set, char c) {
  const std::size_t end = set.find(":]", 2);
  if (!set.starts_with("[:") || end == npos) return {};
  for (const CharacterClass& known : classes)
    if (known.name == set.substr(2, end - 2)) return Fit{known.contains(byte_of(c)) != 0, end + 2};
  return {};
}

/// One character of a set, perhaps behind a backslash, or a range. Nothing when the set breaks off.
std::optional<Fit> fit_range(std::string_view set, char c) {
  std::size_t at = set[0] == '\\' ? 1 : 0;
  if (at >= set.size()) return {};
  const unsigned char first = byte_of(set[at++]);
  const bool is_range = at + 1 < set.size() && set[at] == '-' && set[at + 1] != ']';
  if (!is_range) return Fit{byte_of(c) == first, at};
  ++at;
  if (set[at] == '\\' && ++at >= set.size()) return {};
  return Fit{first <= byte_of(c) && byte_of(c) <= byte_of(set[at]), at + 1};
}

/// "[...]" at the start of `pattern`.
std::optional<Fit> fit_set(std::string_view pattern, char c) {
  std::size_t at = 1;
  const bool negated = pattern.size() > 1 && (pattern[1] == '!' || pattern[1] == '^');
  if (negated) ++at;
  bool found = false;
  for (bool first = true; at < pattern.size(); first = false) {
    if (pattern[at] == ']' && !first) return Fit{found != negated, at + 1};
    auto fit = fit_class(pattern.substr(at), c);
    if (!fit) fit = fit_range(pattern.substr(at), c);
    if (!fit) return {};
    found = found || fit->matches;
    at += fit->length;
  }
  return {};
}

/// Any element but '*'. Nothing when the pattern is broken here.
std::optional<Fit> fit_element(std::string_view pattern, char c) {
  if (pattern[0] == '?') return Fit{true, 1};
  if (pattern[0] == '[') return fit_set(pattern, c);
  if (pattern[0] != '\\') return Fit{pattern[0] == c, 1};
  if (pattern.size() < 2) return {};
  return Fit{pattern[1] == c, 2};
}

}  // namespace

bool part_matches(std::string_view pattern, std::string_view text) {
  // After a failure only the last '*' takes one character more: all before it has its leftmost, hence best, match.
  std::size_t p = 0, t = 0, behind_star = npos, star_text = 0;
  while (t < text.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      behind_star = ++p;
      star_text = t;
      continue;
    }
    if (p < pattern.size() && t < text.size()) {
      const auto fit = fit_element(pattern.substr(p), text[t]);
      if (!fit) return false;
      if (fit->matches) {
        p += fit->length;
        ++t;
        continue;
      }
    }
    if (behind_star == npos || star_text >= text.size()) return false;
    p = behind_star;
    t = ++star_text;
  }
  return true;
}

}  // namespace aifactory
