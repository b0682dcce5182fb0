// SPDX-License-Identifier: Apache-2.0
#include "config/yaml_reader.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "config/tree_builder.hpp"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

namespace aifactory::config {
namespace {

Failure failure_at(const Place& place, std::string what) {
  return {.kind = ErrorKind::config, .what = std::move(what), .where = place.text()};
}

void check_is_text(std::string_view text, const LineIndex& lines, const std::shared_ptr<const Document>& document) {
  const auto bad = first_bad_byte(text);
  if (!bad) return;
  const auto line = static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*bad), '\n'));
  const auto line_start = text.substr(0, *bad).rfind('\n') + 1;  // npos + 1 is 0
  const Place place{
      .document = document, .line = line + 1, .column = lines.column(line, static_cast<int>(*bad - line_start))};
  auto failure = failure_at(place, "not a text file");
  failure.why = fmt::format("byte {:#04x} is not part of UTF-8 text", static_cast<unsigned char>(text[*bad]));
  failure.hint = "save the file as UTF-8 text";
  throw Error{std::move(failure)};
}

Error syntax_error(const YAML::Exception& e, const TreeBuilder& builder, const LineIndex& lines) {
  // The parser stops behind what misled it; a tab is nearly always on that line or the one before.
  const bool tab = lines.has_tab_indent(e.mark.line) || lines.has_tab_indent(e.mark.line - 1);
  auto failure = failure_at(builder.place(e.mark), "broken YAML: " + printable(e.msg));
  failure.hint = tab ? "indent with blanks: YAML takes no tabs"
                     : "look at the indentation, colons and quotes of this line and the one before";
  return Error{std::move(failure)};
}

}  // namespace

Node read_yaml(std::string_view text, const std::shared_ptr<const Document>& document) {
  static constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark) text.remove_prefix(byte_order_mark.size());
  const LineIndex lines(text);
  check_is_text(text, lines, document);
  TreeBuilder builder(document, lines);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return {.place = {.document = document}};
    auto root = builder.take();
    if (parser.HandleNextDocument(builder)) {
      throw Error{failure_at(builder.take().place, "a second document begins (---): one is read")};
    }
    return root;
  } catch (const YAML::Exception& e) {
    throw syntax_error(e, builder, lines);
  }
}

}  // namespace aifactory::config
