// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace aifactory::job {

/// Shell text of this module that is compiled in (src/CMakeLists.txt, aifactory_embed).
struct EmbeddedFile {
  std::string_view path;  ///< "src/job/sampler.sh"
  std::string_view content;
};
std::span<const EmbeddedFile> embedded_files();

}  // namespace aifactory::job
