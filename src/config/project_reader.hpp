// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/config/project.hpp"

#include "config/node.hpp"

#include <filesystem>
#include <vector>

namespace aifactory::config {

/// The project that a checked file describes.
Project read_project(const Node& root, const std::filesystem::path& file);

/// What the table cannot say: one of command and script, datasets that exist.
std::vector<Failure> check_jobs(const Node& root);

}  // namespace aifactory::config
