// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace aifactory::transfer {

/// Bytes as manifests carry them when they are not UTF-8: everything but letters, digits and -._~/ as %XX.
std::string percent_encode(std::string_view bytes);
/// Errors: bad_input for a '%' without two hex digits behind it.
std::string percent_decode(std::string_view text);

bool is_utf8(std::string_view text);

/// A folder's path and the name of something in it.
std::string join_path(std::string_view folder, std::string_view name);

/// Without those at the end.
std::string without_slashes(std::string path);

/// What is before the last '/'; empty without one.
std::string_view parent_of(std::string_view path);

/// True for names of unfinished transfers.
bool is_part(std::string_view path);

/// Where what shall be at `path` lies until it is whole: its name with part_suffix behind; of a name too long for that,
/// the beginning, `~` and a hash of the name.
std::string part_path(std::string_view path);

/// What every path whose name was too long for this to be its plain part_path() begins with; empty when none was.
std::string_view before_part(std::string_view part);

}  // namespace aifactory::transfer
