// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aifactory {

/// True when the whole relative path fits the pattern: '*', '?' and '[...]' stay within a part of the path, a part
/// that is "**" stands for any number of parts (at the end: for at least one). Works on bytes, in polynomial time.
bool matches_glob(std::string_view pattern, std::string_view path);

/// Patterns as in gitignore(5): the last one that fits decides, '!' takes back, a '/' at the end means folders only, a
/// '/' elsewhere binds the pattern to the root. Empty patterns and comments (#) are skipped.
class PatternList {
 public:
  explicit PatternList(const std::vector<std::string>& patterns);

  enum class Kind { file, folder };
  enum class Verdict { none, ignored, included };

  /// Judges this path alone, relative and without a '/' at the end: a walk does not enter ignored folders, so that
  /// nothing below one can be taken back.
  Verdict verdict(std::string_view relative_path, Kind kind) const;

 private:
  struct Rule {
    std::vector<std::string> parts;  ///< what is matched against the parts of a path
    bool folders_only = false;
    Verdict verdict = Verdict::ignored;
  };
  static Rule parse(std::string_view pattern);
  std::vector<Rule> rules_;
};

}  // namespace aifactory
