// SPDX-License-Identifier: Apache-2.0
#include "aifactory/output/records.hpp"

#include "aifactory/base/error.hpp"
#include "aifactory/base/text.hpp"

#include "output/cell.hpp"
#include "output/json_text.hpp"
#include "output/table.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace aifactory::output {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<std::string_view, Format>, 7> formats = {{{"table", Format::table},
                                                                         {"wide", Format::wide},
                                                                         {"json", Format::json},
                                                                         {"jsonl", Format::jsonl},
                                                                         {"csv", Format::csv},
                                                                         {"yaml", Format::yaml},
                                                                         {"name", Format::name}}};

std::vector<std::string> names_of(const Shape& shape) {
  std::vector<std::string> names;
  for (const Field& field : shape.fields)
    names.push_back(field.name);
  return names;
}

const Field& find_field(const Shape& shape, const std::string& name) {
  const auto found = std::ranges::find(shape.fields, name, &Field::name);
  if (found != shape.fields.end()) return *found;
  const auto names = names_of(shape);
  throw Error{{.kind = ErrorKind::usage,
               .what = "there is no field '" + printable(name) + "'" + did_you_mean(name, names),
               .hint = "choose from: " + join(names, ", ")}};
}

/// The fields asked for; else those that show from `last` on down.
std::vector<Field> chosen_fields(const Shape& shape, const Selection& selection, In last) {
  std::vector<Field> fields;
  if (selection.fields) {
    for (const std::string& name : *selection.fields)
      fields.push_back(find_field(shape, name));
  } else {
    std::ranges::copy_if(shape.fields, std::back_inserter(fields), [&](const Field& f) { return f.in <= last; });
  }
  return fields;
}

const Json& member(const Json& record, const std::string& name) {
  static const Json none;
  const auto found = record.find(name);
  return found == record.end() ? none : *found;
}

/// The record with the members asked for, in that order.
Json chosen_members(const Shape& shape, const Json& record, const Selection& selection) {
  if (!selection.fields) return record;
  Json chosen = Json::object();
  for (const std::string& name : *selection.fields)
    chosen[find_field(shape, name).name] = member(record, name);
  return chosen;
}

bool asks_for_names(const Selection& selection) {
  return selection.fields && selection.fields->empty();
}

void print_names(const Terminal& terminal, const Shape& shape) {
  print(terminal, join(names_of(shape), "\n") + "\n");
}

std::string name_line(const Shape& shape, const Json& record) {
  return cell_text(member(record, shape.name_field), As::text, Reader::programs, {}) + "\n";
}

Reader reader_of(const Stream& stream) {
  return stream.terminal ? Reader::people : Reader::programs;
}

std::string table_text(const Stream& stream, const Shape& shape, const std::vector<Field>& fields,
                       const std::vector<Json>& records) {
  std::vector<Column> columns;
  for (const Field& field : fields)
    columns.push_back({field.title, field.as, field.name == shape.name_field});
  std::vector<Row> rows;
  const Time reference = now();
  for (const Json& record : records) {
    Row row;
    for (const Field& field : fields)
      row.push_back(cell_text(member(record, field.name), field.as, reader_of(stream), reference));
    rows.push_back(std::move(row));
  }
  return stream.terminal ? aligned_table(stream, columns, rows) : tab_separated(rows);
}

/// Every field, as programs want it: a list or object stands as JSON.
std::string csv_text(const Shape& shape, const std::vector<Json>& records, const Selection& selection) {
  const auto fields = chosen_fields(shape, selection, In::wide);
  std::vector<Row> rows(1);
  for (const Field& field : fields)
    rows[0].push_back(field.name);
  for (const Json& record : records) {
    Row row;
    for (const Field& field : fields)
      row.push_back(cell_text(member(record, field.name), field.as, Reader::programs, {}));
    rows.push_back(std::move(row));
  }
  return comma_separated(rows);
}

void print_table(const Terminal& terminal, const Shape& shape, const std::vector<Json>& records,
                 const Selection& selection) {
  const auto fields = chosen_fields(shape, selection, selection.format == Format::wide ? In::wide : In::table);
  if (!records.empty()) return print(terminal, table_text(terminal.result, shape, fields, records));
  if (!shape.empty_note.empty()) note(terminal, shape.empty_note);
}

/// People see when, and how long ago that is.
std::string value_text(const Stream& stream, const Field& field, const Json& value) {
  const std::string text = cell_text(value, field.as, reader_of(stream), now());
  if (field.as == As::state) return styled(stream, style_of_state(text), text);
  if (field.as != As::time || !stream.terminal) return text;
  const std::string moment = cell_text(value, field.as, Reader::programs, {});
  return moment == text ? text : moment + " (" + text + ")";
}

std::string lines_of(const Stream& stream, const std::vector<Field>& fields, const Json& record) {
  std::size_t width = 0;
  for (const Field& field : fields)
    if (!member(record, field.name).is_null()) width = std::max(width, display_width(field.title));
  std::string out;
  for (const Field& field : fields) {
    const Json& value = member(record, field.name);
    if (value.is_null()) continue;
    const std::size_t blanks = stream.terminal ? width - display_width(field.title) : 0;
    out += styled(stream, Style::bold, field.title + ":") + std::string(blanks + 1, ' ') +
           value_text(stream, field, value) + "\n";
  }
  return out;
}

}  // namespace

Format parse_format(std::string_view text) {
  std::vector<std::string> names;
  for (const auto& [name, format] : formats) {
    if (name == text) return format;
    names.emplace_back(name);
  }
  throw Error{{.kind = ErrorKind::usage,
               .what = "there is no output format '" + printable(text) + "'" + did_you_mean(text, names),
               .hint = "choose from: " + join(names, ", ")}};
}

void print_list(const Terminal& terminal, const Shape& shape, const std::vector<Json>& records,
                const Selection& selection) {
  if (asks_for_names(selection)) return print_names(terminal, shape);
  chosen_fields(shape, selection, In::json);  // an unknown name is an error on an empty list too
  if (selection.format == Format::table || selection.format == Format::wide)
    return print_table(terminal, shape, records, selection);

  if (selection.format == Format::csv) return print(terminal, csv_text(shape, records, selection));

  std::string out;
  Json items = Json::array();
  for (const Json& record : records) {
    if (selection.format == Format::name)
      out += name_line(shape, record);
    else if (selection.format == Format::jsonl)
      out += json_text(chosen_members(shape, record, selection), Layout::one_line) + "\n";
    else
      items.push_back(chosen_members(shape, record, selection));
  }
  const Json root = {{"items", std::move(items)}};
  if (selection.format == Format::json) out = json_text(root, Layout::indented) + "\n";
  if (selection.format == Format::yaml) out = to_yaml(root);
  print(terminal, out);
}

void print_record(const Terminal& terminal, const Shape& shape, const Json& record, const Selection& selection) {
  if (asks_for_names(selection)) return print_names(terminal, shape);
  const Json chosen = chosen_members(shape, record, selection);
  switch (selection.format) {
    case Format::table:
    case Format::wide:
      return print(terminal, lines_of(terminal.result, chosen_fields(shape, selection, In::wide), record));
    case Format::json:
      return print(terminal, json_text(chosen, Layout::indented) + "\n");
    case Format::jsonl:
      return print(terminal, json_text(chosen, Layout::one_line) + "\n");
    case Format::csv:
      return print(terminal, csv_text(shape, {record}, selection));
    case Format::yaml:
      return print(terminal, to_yaml(chosen));
    case Format::name:
      return print(terminal, name_line(shape, record));
  }
}

}  // namespace aifactory::output
