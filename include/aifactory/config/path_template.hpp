// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aifactory::config {

/// Paths of a profile may hold {user} {account} {project} {data}, which Settings::site fills as far as they are
/// configured, and {home} {group}, which only the site can tell. Nothing else is expanded, least of all shell text.
using PathValues = std::map<std::string, std::string, std::less<>>;

/// The closed set of names.
const std::vector<std::string>& path_variables();

/// Fills what `values` has; a name that is missing there, or empty, stays as it is.
std::string fill_path(std::string_view path, const PathValues& values);

/// The names still open in `path`, in order.
std::vector<std::string> open_variables(std::string_view path);

}  // namespace aifactory::config
