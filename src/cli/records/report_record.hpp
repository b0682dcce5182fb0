// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/records.hpp"

#include "cli/report.hpp"

namespace aifactory::cli {

class AppContext;

/// Fields of the report on one run, and of a line of the project's report.
const output::Shape& report_shape();
const output::Shape& project_shape();

/// Both print what was selected: `text` as a table, the whole as json, fields and lines otherwise.
void print_report(AppContext& context, const nlohmann::ordered_json& record, const std::string& text);
void print_project(AppContext& context, const nlohmann::ordered_json& record, const std::string& text);

}  // namespace aifactory::cli
