// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::config {

/// What a value may be.
enum class Type {
  map,       ///< of the keys below it
  maps,      ///< a list of maps
  text,      ///< one line
  shell,     ///< text of any number of lines
  path,      ///< on this machine; relative to the file
  place,     ///< a path on the site, with {variables}
  texts,     ///< a list of lines, or one line
  paths,     ///< a list of paths, or one
  pattern,   ///< a regular expression (ECMAScript)
  patterns,  ///< a list of them, or one
  integer,   ///< from least to most
  number,    ///< not negative
  duration,  ///< longer than zero
  idle,      ///< a duration, or "never"
  bytes,     ///< an amount
  boolean,   ///< true or false
  choice,    ///< one of `choices`
  secret,    ///< {command: …}, never the secret itself
};

/// One row of the table that checks files, words errors and makes the JSON Schema. Patterns are paths of keys, where
/// "*" stands for any name and "[]" for the items of a list.
struct Key {
  std::string_view pattern = {};
  Type type = Type::text;
  std::string_view description = {};
  std::string_view choices = {};   ///< "a|b|c"
  std::string_view format = {};    ///< regular expression: of the text, of each item, of the names in a map
  std::string_view fallback = {};  ///< what holds when nothing is said
  std::int64_t least = 0;
  std::int64_t most = 1'000'000;
};

/// A name in the environment.
inline constexpr std::string_view variable_format = "[A-Za-z_][A-Za-z0-9_]*";

std::span<const Key> project_keys();  ///< of aifactory.yaml, except those of one site
std::span<const Key> site_keys();     ///< of a profile, and below sites.NAME

/// The rows as a tree.
struct Rule {
  std::string name = {};
  const Key* key = nullptr;
  std::vector<Rule> children = {};

  /// The rule for a key called `wanted`: its own, else the one for any name; null when there is none.
  const Rule* child(std::string_view wanted) const;
};

Rule project_rules();  ///< the whole of aifactory.yaml
Rule site_rules();     ///< one profile

}  // namespace aifactory::config
