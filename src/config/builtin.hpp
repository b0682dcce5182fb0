// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/embedded_file.hpp"

#include <span>

namespace aifactory::config {

/// The site profiles of src/config/sites, sorted by name; the stem is the site's id.
std::span<const EmbeddedFile> embedded_files();

}  // namespace aifactory::config
