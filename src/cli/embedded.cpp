// SPDX-License-Identifier: Apache-2.0
#include "cli/embedded.hpp"

#include "aifactory/base/error.hpp"

#include <algorithm>
#include <string>

namespace aifactory::cli {

std::string_view embedded_file(std::string_view path) {
  const auto files = embedded_files();
  const auto found = std::ranges::find(files, path, &EmbeddedFile::path);
  if (found == files.end())
    throw Error{{.kind = ErrorKind::bug, .what = "the file " + std::string(path) + " was not compiled in"}};
  return found->content;
}

}  // namespace aifactory::cli
