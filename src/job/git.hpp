// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aifactory::job {

/// What git knows of one folder of its work tree.
struct GitState {
  std::vector<std::string> tracked;    ///< relative to the folder
  std::vector<std::string> untracked;  ///< and not ignored
  std::string commit;                  ///< empty before the first one
  std::string diff;                    ///< of tracked files, since the commit
};

/// True when the folder lies in a work tree: there is a .git in it or above it.
bool is_in_git(const std::filesystem::path& folder);

/// Errors: bad_input with git's words when it refuses (or is not installed).
GitState ask_git(const std::filesystem::path& folder);

}  // namespace aifactory::job
