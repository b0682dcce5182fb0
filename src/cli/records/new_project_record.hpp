// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/records.hpp"

#include "cli/new_project.hpp"

#include <string>
#include <vector>

namespace aifactory::cli {

/// Fields of a project that was just written.
const output::Shape& new_project_shape();
void print_new_project(AppContext& context, const NewProject& project, const std::vector<std::string>& files);

}  // namespace aifactory::cli
