// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace aifactory::job {

/// The code that goes along with a run, as it is now.
struct Code {
  std::filesystem::path folder;
  std::vector<std::string> files;  ///< relative, sorted; files and symlinks
  std::uint64_t bytes = 0;
  std::string fingerprint;              ///< of paths, modes and contents: names this snapshot
  std::string commit;                   ///< of git, with "-dirty" where something was changed; empty outside git
  std::string diff;                     ///< changes since the commit
  std::vector<std::string> untracked;   ///< what git neither tracks nor ignores, and is left behind
  std::vector<std::string> submodules;  ///< those whose files git does not list: left behind, too
};

/// What git tracks below `folder`; all files where it tracks none, but for ".git" and partial uploads. Folders in
/// `exclude` (absolute: datasets) stay behind. Runs git; reads every file. Errors: no_input without the folder;
/// bad_input above 200 MB, and when git itself refuses.
Code survey_code(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& exclude);

/// A warning for each kind of files that git knows of and that do not go along.
std::vector<std::string> left_behind(const Code& code);

/// Hash of paths, modes and contents of these files below a folder.
std::string fingerprint_of(const std::filesystem::path& folder, const std::vector<std::string>& files);

/// Copies the files of `code` into the empty folder `to`, with their modes and times.
void stage_code(const Code& code, const std::filesystem::path& to);

}  // namespace aifactory::job
