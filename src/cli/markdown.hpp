// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace aifactory::cli {

/// Text as Markdown shows it, also in a cell of a table, where a bar would end it; "<" would begin HTML.
std::string escape_markdown(const std::string& text);

}  // namespace aifactory::cli
