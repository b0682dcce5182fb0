// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace aifactory::cli {

/// A file of this repository that is compiled in (src/CMakeLists.txt, aifactory_embed).
struct EmbeddedFile {
  std::string_view path;  ///< "completions/aifactory.bash", "packaging/hello/train.sh"
  std::string_view content;
};
std::span<const EmbeddedFile> embedded_files();

/// One of them; throws Error(bug) when it was not compiled in.
std::string_view embedded_file(std::string_view path);

}  // namespace aifactory::cli
