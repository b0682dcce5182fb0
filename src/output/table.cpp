// SPDX-License-Identifier: Apache-2.0
#include "output/table.hpp"

#include "aifactory/base/text.hpp"

#include "output/cell.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace aifactory::output {
namespace {

constexpr std::size_t column_gap = 2;
constexpr std::size_t narrowest_text = 8;
constexpr std::size_t narrowest = 4;

using Widths = std::vector<std::size_t>;

std::string upper(std::string text) {
  for (char& letter : text)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return text;
}

Widths natural_widths(const std::vector<Column>& columns, const std::vector<Row>& rows) {
  Widths widths;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    std::size_t width = display_width(columns[c].title);
    for (const Row& row : rows)
      width = std::max(width, display_width(row[c]));
    widths.push_back(width);
  }
  return widths;
}

std::size_t total(const Widths& widths) {
  return std::accumulate(widths.begin(), widths.end(), column_gap * (widths.size() - 1));
}

/// Takes from the widest columns that may shrink until all fit or none is wider than `least`.
void shrink(Widths& widths, std::size_t available, std::size_t least, const std::function<bool(std::size_t)>& may) {
  while (total(widths) > available) {
    std::size_t widest = widths.size();
    for (std::size_t c = 0; c < widths.size(); ++c)
      if (may(c) && widths[c] > least && (widest == widths.size() || widths[c] > widths[widest])) widest = c;
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

bool is_number(As as) {
  return as == As::number || as == As::bytes || as == As::duration;
}

std::string padded(const std::string& text, std::size_t shown_width, std::size_t width, As as) {
  const std::string blanks(width > shown_width ? width - shown_width : 0, ' ');
  return is_number(as) ? blanks + text : text + blanks;
}

/// One line; `style` tells how to show a cell.
std::string line(const Stream& stream, const Row& row, const std::vector<Column>& columns, const Widths& widths,
                 const std::function<Style(std::size_t)>& style) {
  std::string out;
  for (std::size_t c = 0; c < row.size(); ++c) {
    const std::string text = shorten(row[c], widths[c]);
    if (c > 0) out.append(column_gap, ' ');
    out += padded(styled(stream, style(c), text), display_width(text), widths[c], columns[c].as);
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out + "\n";
}

}  // namespace

std::string aligned_table(const Stream& stream, const std::vector<Column>& columns, const std::vector<Row>& rows) {
  Widths widths = natural_widths(columns, rows);
  shrink(widths, stream.columns, narrowest_text,
         [&](std::size_t c) { return columns[c].as == As::text && !columns[c].is_name; });
  shrink(widths, stream.columns, narrowest, [&](std::size_t c) { return !columns[c].is_name; });
  shrink(widths, stream.columns, 1, [](std::size_t) { return true; });

  Row head;
  for (const Column& column : columns)
    head.push_back(upper(column.title));
  std::string out = line(stream, head, columns, widths, [](std::size_t) { return Style::bold; });
  for (const Row& row : rows)
    out += line(stream, row, columns, widths,
                [&](std::size_t c) { return columns[c].as == As::state ? style_of_state(row[c]) : Style::plain; });
  return out;
}

std::string tab_separated(const std::vector<Row>& rows) {
  std::string out;
  for (const Row& row : rows)
    out += join(row, "\t") + "\n";
  return out;
}

std::string comma_separated(const std::vector<Row>& rows) {
  std::string out;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ',';
      if (row[i].find_first_of(",\"\r\n") == std::string::npos) {
        out += row[i];
        continue;
      }
      out += '"' + join(split(row[i], '"'), "\"\"") + '"';
    }
    out += '\n';
  }
  return out;
}

}  // namespace aifactory::output
