// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/node.hpp"

#include <filesystem>
#include <optional>

namespace aifactory::config {

/// aifactory.yaml in `start` or the nearest folder above it.
std::optional<std::filesystem::path> find_project_file(const std::filesystem::path& start);

/// Reads and checks the project's file: it is a map with at least one key. Errors: no_input, config.
Node read_project_file(const std::filesystem::path& path);

/// The same for the user's: only site, account and sites; a map without members when the file is not there or empty.
Node read_user_file(const std::filesystem::path& path);

/// Programs that print secrets run as this user, so a file that was merely found must be this user's own: another
/// user's aifactory.yaml in a folder above could run anything. Errors: not_permitted.
void check_owner(const Node& root, const std::filesystem::path& path);

}  // namespace aifactory::config
