// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/embedded_file.hpp"

#include <span>
#include <string_view>

namespace aifactory::cli {

/// What `completion` prints and `init` writes: completions/, packaging/hello/.
std::span<const EmbeddedFile> embedded_files();

/// One of them; throws Error(bug) when it was not compiled in.
std::string_view embedded_file(std::string_view path);

}  // namespace aifactory::cli
