// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace aifactory {

/// A file of this repository that is compiled into a module (src/embed.cmake).
struct EmbeddedFile {
  std::string_view path;  ///< from the repository's top: "src/config/sites/mn5.yaml"
  std::string_view content;
  /// "mn5" of the path above.
  constexpr std::string_view stem() const {
    const auto name = path.substr(path.rfind('/') + 1);
    return name.substr(0, name.rfind('.'));
  }
};

}  // namespace aifactory
