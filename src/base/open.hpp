// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/base/error.hpp"
#include "aifactory/base/files.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace aifactory {

/// Errors: no_input, not_permitted, io.
UniqueFd open_for_reading(const std::filesystem::path& path);

/// 0 at the end of the file. Wakes with Error(interrupted) at a signal. Errors: io.
std::size_t read_some(const UniqueFd& file, const std::filesystem::path& path, std::span<std::byte> buffer);

/// "cannot DO 'PATH'", with the path made printable.
std::string cannot(const char* act, const std::filesystem::path& path);

/// The kind that an errno of open(2) and its like stands for when something is to be read.
ErrorKind kind_of_errno(int error_number);

}  // namespace aifactory
