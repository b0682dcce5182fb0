// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/config/project.hpp"

#include "config/node.hpp"

#include <filesystem>
#include <string_view>

namespace aifactory::config {

/// One job as YAML by itself: what stands below its name in aifactory.yaml, perhaps with `name:`; or a map `jobs:` with
/// one job. Relative paths in it start at `folder`. `datasets` are those that it may read: of the project, or null.
/// Errors: config, with the place.
Job read_job_text(std::string_view text, const std::filesystem::path& folder, const Node* datasets);

}  // namespace aifactory::config
