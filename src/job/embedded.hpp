// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/embedded_file.hpp"

#include <span>

namespace aifactory::job {

/// Shell text of this module: src/job/sampler.sh.
std::span<const EmbeddedFile> embedded_files();

}  // namespace aifactory::job
