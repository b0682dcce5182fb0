// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace aifactory::output {

enum class Layout { one_line, indented };

/// Valid JSON whatever the texts in it hold, and nothing that a terminal would obey: where there is, all but ASCII is
/// written as \u escapes.
std::string json_text(const nlohmann::ordered_json& value, Layout layout);

}  // namespace aifactory::output
