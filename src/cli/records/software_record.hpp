// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/job/software.hpp"
#include "aifactory/output/records.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

class AppContext;

const output::Shape& software_shape();

/// `pattern` is what was looked for; it may be empty.
void print_software(AppContext& context, const std::vector<job::Software>& found, const std::string& pattern);

}  // namespace aifactory::cli
