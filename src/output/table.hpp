// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aifactory/output/records.hpp"

#include <string>
#include <vector>

namespace aifactory::output {

using Row = std::vector<std::string>;

struct Column {
  std::string title;
  As as = As::text;
  bool is_name = false;  ///< typed again by people: shortened last
};

/// Aligned columns under a bold head, cut to the stream's width at the expense of the widest texts.
std::string aligned_table(const Stream& stream, const std::vector<Column>& columns, const std::vector<Row>& rows);

/// A row a line, cells between tabs, nothing cut.
std::string tab_separated(const std::vector<Row>& rows);

/// RFC 4180 with LF line ends; what a spreadsheet would take for a formula stands as it is.
std::string comma_separated(const std::vector<Row>& rows);

}  // namespace aifactory::output
