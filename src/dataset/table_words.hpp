// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aifactory::dataset {

using Words = std::vector<std::string>;

/// The words of one line of a table that a program printed, without blanks and the bars between columns.
Words words_of(std::string_view line);

/// Whether an absolute path is `folder` or above it; not "/", which is above everything.
bool is_above(std::string_view place, std::string_view folder);

}  // namespace aifactory::dataset
